import type { EventBody, EventKind, Header, LedgerEvent } from './events.ts';

/** A choice is written as its place in the list; the first is the usual one. */
type FieldType = 'text' | 'number' | 'flag' | 'texts' | 'list' | 'any' | readonly string[];
type KnownKind = Exclude<EventKind, 'unknown'>;
type FieldsOf<Kind extends EventKind> = Exclude<keyof Extract<EventBody, { kind: Kind }>, 'kind'>;

/**
 * The ledger's wire form: each event is `[kind, t, device, n, staff, lag, …fields]`. Bytes count, as
 * every counter keeps the whole day:
 * - an entry of one event is that tuple; of several, a list of tuples;
 * - a tuple whose kind is negative has the header of the one before it, and only fields;
 * - trailing fields that have their usual value (`''`, 0, false, the first choice) are left out.
 * Numbers and field orders are for ever. New fields go to the end and have a usual value.
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
      number: 'number',
      items: 'texts',
      token: 'text',
      priority: 'text',
      channel: ['kiosk', 'staff'],
      care: 'flag',
      letter: 'text',
      alone: 'flag',
    },
  ],
  seriesGiven: [42, { holder: 'number', letter: 'text', until: 'text' }],
  slipConflict: [43, { label: 'text', found: 'text', ticket: 'number', day: 'text' }],
  waiting: [11, { ticket: 'number', round: 'number', queue: 'text', holder: 'number', grant: 'text', key: 'number' }],
  called: [12, { ticket: 'number', round: 'number', window: 'number', how: ['', 'alone', 'freed'], skipped: 'list' }],
  announced: [13, { ticket: 'number', round: 'number' }],
  recalled: [14, { ticket: 'number', window: 'number', times: 'number' }],
  missed: [15, { ticket: 'number', window: 'number', final: 'flag', behind: 'number', restUntil: 'number' }],
  begun: [16, { ticket: 'number', window: 'number' }],
  parked: [17, { ticket: 'number', window: 'number' }],
  resumed: [18, { ticket: 'number', window: 'number' }],
  transferred: [19, { ticket: 'number', window: 'number', queue: 'text' }],
  finished: [20, { ticket: 'number', window: 'number', outcome: ['done', 'consulted'] }],
  left: [21, { ticket: 'number', by: 'text' }],
  reopened: [22, { ticket: 'number' }],
  undone: [23, { ticket: 'number', window: 'number' }],
  dayEnded: [24, { ticket: 'number' }],
  itemAdded: [25, { ticket: 'number', item: 'text' }],
  printed: [26, { ticket: 'number', document: 'text', times: 'number' }],
  delayed: [27, { ticket: 'number', behind: 'number', restUntil: 'number' }],
  granted: [28, { holder: 'number', tickets: 'list' }],
  givenBack: [29, { tickets: 'list' }],
  forceReleased: [38, { holder: 'number' }],
  checkedIn: [39, { holder: 'number', called: 'list' }],
  epochOpened: [9, { epoch: 'text', before: 'text', through: 'number', series: 'text', missing: 'list' }],
  windowOpened: [30, { window: 'number', queues: 'texts' }],
  windowPaused: [31, { window: 'number', reason: 'text' }],
  windowResumed: [32, { window: 'number' }],
  windowClosed: [33, { window: 'number' }],
  queueClosed: [34, { queue: 'text' }],
  queueOpened: [35, { queue: 'text' }],
  helpCalled: [36, { from: 'text', window: 'number', ticket: 'number' }],
  helpAnswered: [37, { call: 'number' }],
  terminal: [8, { no: 'number', terminal: 'number' }],
  matterOpened: [
    50,
    {
      dossier: 'text',
      code: 'text',
      setup: 'number',
      window: 'number',
      token: 'text',
      ticket: 'number',
    },
  ],
  received: [51, { matter: 'number', no: 'text', tellBy: 'number', items: 'list' }],
  supplementAsked: [52, { matter: 'number', number: 'number', until: 'number' }],
  supplied: [53, { matter: 'number' }],
  deemedAccepted: [54, { matter: 'number' }],
  accepted: [
    55,
    {
      matter: 'number',
      number: 'number',
      hash: 'text',
      stages: 'list',
      slots: 'list',
      pickupCode: 'text',
      tolerated: 'list',
      promised: 'list',
      goodBy: 'number',
      estimated: 'flag',
    },
  ],
  acceptedAlone: [104, { matter: 'number', provisional: 'text' }],
  notAccepted: [56, { matter: 'number', number: 'number', reason: ['other', 'not-needed', 'not-authority'] }],
  stageStarted: [57, { matter: 'number', stage: 'number', due: 'number' }],
  partDecided: [58, { matter: 'number', part: 'number', at: 'number', outcome: ['granted', 'refused'] }],
  madeGood: [59, { matter: 'number', material: 'text' }],
  delivered: [60, { matter: 'number', slot: 'number', pieces: 'number' }],
  deliveryConfirmed: [
    61,
    { matter: 'number', shelf: 'text', slot: 'number', condition: ['good', 'damaged'], day: 'text' },
  ],
  deliveryReturned: [62, { matter: 'number', slot: 'number', reason: 'text' }],
  chased: [63, { matter: 'number', slot: 'number' }],
  slotWaived: [64, { matter: 'number', slot: 'number' }],
  custodyTaken: [65, { matter: 'number', day: 'text' }],
  custodyReleased: [66, { matter: 'number' }],
  handedOver: [
    67,
    {
      matter: 'number',
      number: 'number',
      slots: 'list',
      by: ['self', 'agent'],
      how: ['', 'freed', 'emergency'],
      reason: 'text',
      witness: 'text',
    },
  ],
  handedOverAgain: [
    102,
    { matter: 'number', number: 'number', by: ['self', 'agent'], reason: 'text', witness: 'text' },
  ],
  tokenRenewed: [68, { matter: 'number', token: 'text' }],
  matterPrinted: [69, { matter: 'number', document: 'text', times: 'number' }],
  dossierErased: [70, { dossier: 'text' }],
  matterConflict: [71, { act: 'text', matter: 'number', found: 'text' }],
  rated: [
    80,
    {
      window: 'number',
      item: 'text',
      level: 'number',
      aspects: 'list',
      source: ['phone', 'screen', 'paper'],
      due: 'number',
    },
  ],
  booked: [
    90,
    {
      code: 'text',
      date: 'text',
      at: 'number',
      until: 'number',
      window: 'number',
      dossier: 'text',
      token: 'text',
      service: ['ordinary', 'holiday', 'extended', 'extra'],
      reason: ['', 'special', 'urgent'],
      channel: ['phone', 'staff'],
      answerBy: 'number',
    },
  ],
  bookingMoved: [
    91,
    {
      booking: 'number',
      date: 'text',
      at: 'number',
      until: 'number',
      window: 'number',
      answerBy: 'number',
      fits: 'flag',
    },
  ],
  bookingCancelled: [92, { booking: 'number', by: ['applicant', 'staff'] }],
  bookingMissed: [93, { booking: 'number' }],
  arrived: [94, { booking: 'number', ticket: 'number', bookedFor: 'number' }],
  serviceConfirmed: [95, { booking: 'number', account: 'text' }],
  serviceEscalated: [96, { booking: 'number', department: 'text', answerBy: 'number' }],
  serviceAssigned: [97, { booking: 'number', account: 'text' }],
  serviceChased: [98, { booking: 'number' }],
  serviceStarted: [99, { booking: 'number' }],
  serviceEnded: [100, { booking: 'number' }],
  bookingPrinted: [101, { booking: 'number', document: 'text', times: 'number' }],
  conflict: [40, { act: 'text', ticket: 'number', window: 'number', found: 'text' }],
  late: [41, { day: 'text', act: 'text', ticket: 'number', window: 'number' }],
} as const satisfies { [Kind in KnownKind]: readonly [number, Record<FieldsOf<Kind>, FieldType>] };

export type Tuple = unknown[];

const HEADER = 6;

interface Shape {
  kind: KnownKind;
  fields: readonly (readonly [name: string, type: FieldType])[];
}

const shapeByNumber = new Map<number, Shape>(
  Object.entries(layout).map(([kind, [number, fields]]) => [
    number,
    { kind: kind as KnownKind, fields: Object.entries(fields) },
  ]),
);

/** An event as its whole tuple. */
export function encodeEvent(event: LedgerEvent): Tuple {
  if (event.kind === 'unknown') return event.tuple;
  return [layout[event.kind][0], event.t, event.device, event.n, event.staff, event.lag, ...fieldsOf(event)];
}

/**
 * A tuple as its event. One that this program does not know comes back as `unknown`, and so does
 * one of a known kind with a field of another type: kept, and folded by nobody. `before`: the event
 * before it in its entry, whose header it may share.
 */
export function decodeEvent(tuple: unknown, before?: LedgerEvent): LedgerEvent {
  const given: Tuple = Array.isArray(tuple) ? (tuple as Tuple) : [tuple];
  const kind = given[0];
  const parts =
    before && typeof kind === 'number' && kind < 0 ? [-kind, ...headerParts(before), ...given.slice(1)] : given;
  const shape = typeof parts[0] === 'number' ? shapeByNumber.get(parts[0]) : undefined;
  const event: Record<string, unknown> = {
    kind: shape?.kind ?? 'unknown',
    t: finite(parts[1]),
    device: finite(parts[2]),
    n: finite(parts[3]),
    staff: finite(parts[4]),
    lag: finite(parts[5]),
  };
  // A plain loop: a morning's first reload decodes the whole day.
  if (!shape || !readFields(shape, parts, event))
    return { ...event, kind: 'unknown', tuple: parts } as unknown as LedgerEvent;
  if (shape.kind === 'waiting') restoreWaiting(event as unknown as Waiting);
  else if (shape.kind === 'taken' && event['letter'] === '') event['letter'] = event['queue'];
  return event as unknown as LedgerEvent;
}

/** The map's key of an entry: its sequence in base 36, as short as a key can be read aloud. */
export function keyOfEntry(seq: number): string {
  return seq.toString(36);
}

export function encodeEntry(events: readonly LedgerEvent[]): unknown[] {
  const [first] = events;
  if (events.length === 1 && first && first.kind !== 'unknown') return encodeEvent(first);
  return events.map((event, index) => {
    const before = events[index - 1];
    if (event.kind === 'unknown' || !before || before.kind === 'unknown' || !sharesHeader(event, before)) {
      return encodeEvent(event);
    }
    return [-layout[event.kind][0], ...fieldsOf(event)];
  });
}

/** The events of one key of the map; a value that is no list holds none. */
export function decodeEntry(value: unknown): LedgerEvent[] {
  if (!Array.isArray(value)) return [];
  if (typeof value[0] === 'number') return [decodeEvent(value)];
  const events: LedgerEvent[] = [];
  for (const tuple of value as unknown[]) events.push(decodeEvent(tuple, events.at(-1)));
  return events;
}

type Waiting = Extract<LedgerEvent, { kind: 'waiting' }>;

function fieldsOf(event: Exclude<LedgerEvent, { kind: 'unknown' }>): unknown[] {
  const values = shortened(event) as unknown as Record<string, unknown>;
  const fields = Object.entries(layout[event.kind][1] as Record<string, FieldType>);
  const written = fields.map(([name, type]) =>
    typeof type === 'object' ? type.indexOf(String(values[name])) : values[name],
  );
  let length = written.length;
  while (length > 0 && isUsual(fields[length - 1]?.[1] ?? 'any', written[length - 1])) length -= 1;
  return written.slice(0, length);
}

/** A round's grant is nearly always the command's own id, its key the ticket's; a queue's letter its id. */
function shortened(event: Exclude<LedgerEvent, { kind: 'unknown' }>): LedgerEvent {
  if (event.kind === 'taken') return event.letter === event.queue ? { ...event, letter: '' } : event;
  if (event.kind !== 'waiting') return event;
  return { ...event, grant: event.grant === ownGrant(event) ? '' : event.grant, key: event.key - event.ticket };
}

function restoreWaiting(event: Waiting): void {
  if (event.grant === '') event.grant = ownGrant(event);
  event.key += event.ticket;
}

function ownGrant(event: Header): string {
  return `${event.device}.${event.n}`;
}

function isUsual(type: FieldType, value: unknown): boolean {
  if (type === 'list') return Array.isArray(value) && value.length === 0;
  return type !== 'any' && type !== 'texts' && (value === '' || value === 0 || value === false);
}

/** Fills the event's fields; false when one is of another type. */
function readFields(shape: Shape, parts: Tuple, event: Record<string, unknown>): boolean {
  let at = HEADER;
  for (const [name, type] of shape.fields) {
    const value = at < parts.length ? parts[at] : usualOf(type);
    at += 1;
    if (typeof type === 'object') {
      const choice = typeof value === 'number' ? type[value] : undefined;
      if (choice === undefined) return false;
      event[name] = choice;
    } else {
      if (!isOf(type, value)) return false;
      event[name] = value;
    }
  }
  return true;
}

function usualOf(type: FieldType): unknown {
  if (typeof type === 'object' || type === 'number') return 0;
  if (type === 'text') return '';
  if (type === 'list') return [];
  return type === 'flag' ? false : undefined;
}

function isOf(type: Exclude<FieldType, readonly string[]>, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'texts':
      return Array.isArray(value) && value.every((part) => typeof part === 'string');
    case 'list':
      return Array.isArray(value);
    case 'any':
      return value !== undefined;
  }
}

function sharesHeader(a: Header, b: Header): boolean {
  return a.t === b.t && a.device === b.device && a.n === b.n && a.staff === b.staff && a.lag === b.lag;
}

function headerParts(header: Header): number[] {
  return [header.t, header.device, header.n, header.staff, header.lag];
}

function finite(part: unknown): number {
  return typeof part === 'number' && Number.isFinite(part) ? part : 0;
}
