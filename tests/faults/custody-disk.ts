import type { OutboxRow } from '#lib/store/device-db.ts';
import type { ModelRoom, ModelRow } from './custody-messages.ts';

export interface KeptRow extends OutboxRow {
  sent: ModelRow;
}

/** What a power cut leaves: the device's own database, and a copy of the ledger that may be behind it. */
export interface DeviceDisk {
  incarnation: string;
  /** The epoch that it has joined last. */
  epoch: string;
  n: number;
  lastFact: string | null;
  rows: KeptRow[];
  marks: Map<string, Mark>;
  /** The call of the hall that was stored last: `day#ticket.round`. */
  stored: { key: string; label: string; window: number } | null;
  copy: { room: ModelRoom; known: number } | null;
  /** How far the ledger was known when a row was settled by it. */
  knownThrough: { room: ModelRoom; seq: number } | null;
}

export interface Mark {
  mark: 'called' | 'given';
  byHall: boolean;
}

export function newDisk(incarnation: string, epoch: string): DeviceDisk {
  return {
    incarnation,
    epoch,
    n: 0,
    lastFact: null,
    rows: [],
    marks: new Map(),
    stored: null,
    copy: null,
    knownThrough: null,
  };
}
