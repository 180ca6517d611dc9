import {
  carryEntries,
  closingEvents,
  openingEvents,
  type Entry,
  type EventBody,
  type HallDate,
} from '#lib/domain/index.ts';
import { LedgerLog, roomName, type Encoded, type Lineage } from './ledger-room.ts';
import type { LocalTime } from './local-time.ts';
import { ownEvents } from './own-events.ts';
import type { SetupsInForce } from './setups-in-force.ts';

const DAY = 86_400_000;

/** Entries and their bytes. */
interface Written {
  entries: readonly Entry[];
  encoded: Encoded;
}

/** A midnight in both ledgers; until it is committed neither day has anything of it. */
export interface ChangeOfDay {
  today: HallDate;
  closing: Written;
  /** The new day's ledger, still empty. */
  next: LedgerLog;
  opening: Written;
}

/** Closes the open day and carries into the new one what goes on. */
export function changeOfDay(
  log: LedgerLog,
  lineage: Lineage,
  setups: SetupsInForce,
  time: LocalTime,
  today: HallDate,
): ChangeOfDay {
  const { state } = log;
  const days = Math.round((Date.parse(today) - Date.parse(state.day)) / DAY);
  const entryOf = (seq: number, day: HallDate, events: readonly EventBody[]): Entry => ({
    seq,
    events: ownEvents(events, seq, time.t(day)),
  });
  const seq = state.seq + 1;
  const sealed = entryOf(seq, state.day, [{ kind: 'seal', through: state.seq, hash: log.head }]);
  const closing = closingEvents(state, setups.current, today, log.headAfter([sealed]));
  const closed = entryOf(seq + 1, state.day, closing);
  const last = log.encode([sealed, closed]);
  const bodies = [
    [...openingEvents(state, today, last.head), setups.published],
    ...carryEntries(state, setups.current, days),
  ];
  const next = new LedgerLog(roomName(lineage, today));
  const entries = bodies.map((events, index) => entryOf(index + 1, today, events));
  return {
    today,
    closing: { entries: [sealed, closed], encoded: last },
    next,
    opening: { entries, encoded: next.encode(entries) },
  };
}

/** How the first day of a hall begins: there was none before. */
export function firstEntry({ hall, epoch }: Lineage, setups: SetupsInForce, time: LocalTime, today: HallDate): Entry {
  const opened: EventBody = { kind: 'dayOpened', hall, date: today, epoch, previous: '' };
  return { seq: 1, events: ownEvents([opened, setups.published], 1, time.t(today)) };
}
