import type { EventBody, EventKind, Header, LedgerEvent } from './events.ts';

type FieldType = 'text' | 'number' | 'flag' | 'texts' | 'any';
type KnownKind = Exclude<EventKind, 'unknown'>;
type FieldsOf<Kind extends EventKind> = Exclude<keyof Extract<EventBody, { kind: Kind }>, 'kind'>;

/**
 * The ledger's wire form: each event is `[kind, t, device, n, staff, lag, …fields]`.
 * Numbers and field orders are for ever. New fields go to the end and are optional on reading.
 */
const layout = {
  dayOpened: [1, { hall: 'text', date: 'text', epoch: 'text', previous: 'text' }],
  dayClosed: [2, { next: 'text', head: 'text' }],
  device: [3, { no: 'number', incarnation: 'text', surface: 'text', label: 'text' }],
  staff: [4, { no: 'number', account: 'text' }],
  setupPublished: [5, { version: 'number', hash: 'text' }],
  seal: [6, { through: 'number', hash: 'text' }],
  carry: [7, { what: 'text', key: 'text', value: 'any' }],
  taken: [
    10,
    {
      queue: 'text',
      letter: 'text',
      number: 'number',
      items: 'texts',
      priority: 'text',
      care: 'flag',
      token: 'text',
      channel: 'text',
    },
  ],
  waiting: [11, { ticket: 'number', round: 'number', queue: 'text', holder: 'number', grant: 'text', key: 'number' }],
  called: [12, { ticket: 'number', round: 'number', window: 'number' }],
  announced: [13, { ticket: 'number', round: 'number' }],
  recalled: [14, { ticket: 'number', window: 'number', times: 'number' }],
  missed: [15, { ticket: 'number', window: 'number', final: 'flag', behind: 'number', restUntil: 'number' }],
  begun: [16, { ticket: 'number', window: 'number' }],
  parked: [17, { ticket: 'number', window: 'number' }],
  resumed: [18, { ticket: 'number', window: 'number' }],
  transferred: [19, { ticket: 'number', window: 'number', queue: 'text' }],
  finished: [20, { ticket: 'number', window: 'number', outcome: 'text' }],
  left: [21, { ticket: 'number', by: 'text' }],
  reopened: [22, { ticket: 'number' }],
  undone: [23, { ticket: 'number', window: 'number' }],
  dayEnded: [24, { ticket: 'number' }],
  itemAdded: [25, { ticket: 'number', item: 'text' }],
  printed: [26, { ticket: 'number', document: 'text', times: 'number' }],
  delayed: [27, { ticket: 'number', behind: 'number', restUntil: 'number' }],
  windowOpened: [30, { window: 'number', queues: 'texts' }],
  windowPaused: [31, { window: 'number', reason: 'text' }],
  windowResumed: [32, { window: 'number' }],
  windowClosed: [33, { window: 'number' }],
  queueClosed: [34, { queue: 'text' }],
  queueOpened: [35, { queue: 'text' }],
  helpCalled: [36, { from: 'text', window: 'number', ticket: 'number' }],
  helpAnswered: [37, { call: 'number' }],
  conflict: [40, { act: 'text', ticket: 'number', window: 'number', found: 'text' }],
  late: [41, { day: 'text', act: 'text', ticket: 'number', window: 'number' }],
} as const satisfies { [Kind in KnownKind]: readonly [number, Record<FieldsOf<Kind>, FieldType>] };

export type Tuple = unknown[];

const HEADER = 6;

interface Shape {
  kind: KnownKind;
  fields: readonly [name: string, type: FieldType][];
}

const shapeByNumber = new Map<number, Shape>(
  Object.entries(layout).map(([kind, [number, fields]]) => [
    number,
    { kind: kind as KnownKind, fields: Object.entries(fields) },
  ]),
);

const isOf: Record<FieldType, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every((part) => typeof part === 'string'),
  any: () => true,
};

/** An event as its tuple. */
export function encodeEvent(event: LedgerEvent): Tuple {
  if (event.kind === 'unknown') return event.tuple;
  const [number, fields] = layout[event.kind];
  const values = event as unknown as Record<string, unknown>;
  return [
    number,
    event.t,
    event.device,
    event.n,
    event.staff,
    event.lag,
    ...Object.keys(fields).map((field) => values[field]),
  ];
}

/**
 * A tuple as its event. One that this program does not know comes back as `unknown`, and so does
 * one of a known kind whose fields are missing or of another type: kept, and folded by nobody.
 */
export function decodeEvent(tuple: unknown): LedgerEvent {
  const parts: Tuple = Array.isArray(tuple) ? (tuple as Tuple) : [tuple];
  const [number, ...rest] = parts;
  const header = headerOf(rest);
  const shape = typeof number === 'number' ? shapeByNumber.get(number) : undefined;
  const values = parts.slice(HEADER);
  if (!shape || !shape.fields.every(([, type], index) => isOf[type](values[index]))) {
    return { kind: 'unknown', tuple: parts, ...header };
  }
  const fields = Object.fromEntries(shape.fields.map(([name], index) => [name, values[index]]));
  return { kind: shape.kind, ...header, ...fields } as unknown as LedgerEvent;
}

export function encodeEntry(events: readonly LedgerEvent[]): Tuple[] {
  return events.map(encodeEvent);
}

/** The events of one key of the map; a value that is no list holds none. */
export function decodeEntry(tuples: unknown): LedgerEvent[] {
  return Array.isArray(tuples) ? tuples.map(decodeEvent) : [];
}

function headerOf(parts: readonly unknown[]): Header {
  const [t, device, n, staff, lag] = parts.map((part) =>
    typeof part === 'number' && Number.isFinite(part) ? part : 0,
  );
  return { t: t ?? 0, device: device ?? 0, n: n ?? 0, staff: staff ?? 0, lag: lag ?? 0 };
}
