import type { EventKind, Header, LedgerEvent } from './events.ts';

/**
 * The ledger's wire form: each event is `[kind, t, device, n, staff, lag, …fields]`.
 * Numbers and field orders are for ever. New fields go to the end and are optional on reading.
 */
const layout = {
  dayOpened: [1, ['hall', 'date', 'epoch', 'previous']],
  dayClosed: [2, ['next', 'head']],
  device: [3, ['no', 'incarnation', 'surface', 'label']],
  staff: [4, ['no', 'account']],
  setupPublished: [5, ['version', 'hash']],
  seal: [6, ['through', 'hash']],
  carry: [7, ['what', 'key', 'value']],
  taken: [10, ['queue', 'letter', 'number', 'items', 'priority', 'care', 'token', 'channel']],
  waiting: [11, ['ticket', 'round', 'queue', 'holder', 'grant', 'key']],
  called: [12, ['ticket', 'round', 'window']],
  announced: [13, ['ticket', 'round']],
  recalled: [14, ['ticket', 'window', 'times']],
  missed: [15, ['ticket', 'window', 'final', 'behind', 'restUntil']],
  begun: [16, ['ticket', 'window']],
  parked: [17, ['ticket', 'window']],
  resumed: [18, ['ticket', 'window']],
  transferred: [19, ['ticket', 'window', 'queue']],
  finished: [20, ['ticket', 'window', 'outcome']],
  left: [21, ['ticket', 'by']],
  reopened: [22, ['ticket']],
  undone: [23, ['ticket', 'window']],
  dayEnded: [24, ['ticket']],
  itemAdded: [25, ['ticket', 'item']],
  printed: [26, ['ticket', 'document', 'times']],
  delayed: [27, ['ticket', 'behind', 'restUntil']],
  windowOpened: [30, ['window', 'queues']],
  windowPaused: [31, ['window', 'reason']],
  windowResumed: [32, ['window']],
  windowClosed: [33, ['window']],
  queueClosed: [34, ['queue']],
  queueOpened: [35, ['queue']],
  helpCalled: [36, ['from', 'window', 'ticket']],
  helpAnswered: [37, ['call']],
  conflict: [40, ['act', 'ticket', 'window', 'found']],
  late: [41, ['day', 'act', 'ticket', 'window']],
} as const satisfies Record<Exclude<EventKind, 'unknown'>, readonly [number, readonly string[]]>;

export type Tuple = unknown[];

const HEADER = 6;
const kindByNumber = new Map<number, { kind: EventKind; fields: readonly string[] }>(
  Object.entries(layout).map(([kind, [number, fields]]) => [
    number,
    { kind: kind as EventKind, fields },
  ]),
);

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
    ...fields.map((field) => values[field]),
  ];
}

/** A tuple as its event; one that this program does not know comes back as `unknown`. */
export function decodeEvent(tuple: Tuple): LedgerEvent {
  const [number, t, device, n, staff, lag] = tuple as number[];
  const header = { t: t ?? 0, device: device ?? 0, n: n ?? 0, staff: staff ?? 0, lag: lag ?? 0 } satisfies Header;
  const known = kindByNumber.get(number ?? 0);
  if (!known) return { kind: 'unknown', tuple, ...header };
  const event: Record<string, unknown> = { kind: known.kind, ...header };
  for (let index = 0; index < known.fields.length; index += 1) {
    event[known.fields[index] as string] = tuple[HEADER + index];
  }
  return event as unknown as LedgerEvent;
}

export function encodeEntry(events: readonly LedgerEvent[]): Tuple[] {
  return events.map(encodeEvent);
}

export function decodeEntry(tuples: readonly Tuple[]): LedgerEvent[] {
  return tuples.map(decodeEvent);
}
