import {
  emptyState,
  evolveEntry,
  type Command,
  type Entry,
  type HallState,
  type RefusalCode,
  type Role,
} from '#lib/domain/index.ts';

/** A day's ledger in an epoch. */
export interface ModelRoom {
  epoch: string;
  day: string;
  entries: Entry[];
  /** Entries that are on the disk. */
  committed: number;
}

/** A command as it travels. */
export interface ModelRow {
  id: string;
  n: number;
  /** The id of the device's fact before; null for the first and for requests. */
  after: string | null;
  incarnation: string;
  account: string;
  surface: 'staff' | 'kiosk' | 'applicant';
  roles: readonly Role[];
  command: Command;
}

export type ModelDecision = { id: string; ok: true; from: number } | { id: string; ok: false; code: RefusalCode };

export type ToDevice =
  | { type: 'ask'; grants: string[] }
  | { type: 'entries'; room: ModelRoom; upto: number }
  | { type: 'decision'; decision: ModelDecision; room: ModelRoom; upto: number };

export type ToRelay =
  /** On one line in this order: what it asks comes after what it has done. */
  | { type: 'rows'; rows: ModelRow[] }
  | { type: 'gave'; gave: string[]; called: string[] }
  | { type: 'stored'; ticket: number; round: number }
  | { type: 'hello'; undecided: string[] };

export interface Sender {
  /** Sends to the device; the network may lose it. */
  send(incarnation: string, message: ToDevice): void;
}

export function folded(room: ModelRoom, upto = room.entries.length): HallState {
  const state = emptyState();
  for (let index = 0; index < upto; index += 1) {
    const entry = room.entries[index];
    if (entry) evolveEntry(state, entry.seq, entry.events);
  }
  return state;
}

/** For the story of a schedule. */
export function describeMessage(message: ToRelay | ToDevice): string {
  switch (message.type) {
    case 'rows':
      return message.rows.map((row) => `row ${row.id} ${row.command.kind}`).join(', ');
    case 'decision':
      return `decision ${JSON.stringify(message.decision)}`;
    case 'entries':
      return `entries ${message.room.day}/${message.room.epoch} to ${message.upto}`;
    default:
      return JSON.stringify(message);
  }
}
