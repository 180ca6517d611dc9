import type { HallDate } from '../shared/index.ts';

/** `GET /api/recovery`: a hall that comes back after a lost disk, for who answers for it. Instants are epoch ms. */
export interface RecoveryView {
  phase: 'recovering' | 'opening' | 'open';
  backup: { at: number; day: HallDate; seq: number };
  restoredAt: number;
  /** As far as copies go, or went when the hall opened: the last entry that is sure. */
  reached: { day: HallDate; seq: number; at: number };
  openedAt: number | null;
  /** Account of who opened it; null: all devices of the day were back. */
  openedBy: string | null;
  devices: RecoveryDevice[];
  disputes: RecoveryDispute[];
  /** Entries that only devices had which came after the opening. */
  late: RecoveryEntry[];
  /** Facts of before that name what nobody else knows. */
  aside: RecoveryRow[];
  losses: RecoveryLoss[];
}

/** back: said and brought what it has. late: after the opening. released: opened without it, and its rights freed since. */
export type RecoveryDeviceState = 'missing' | 'bringing' | 'back' | 'late' | 'damaged' | 'left-out' | 'released';

export interface RecoveryDevice {
  incarnation: string;
  label: string;
  windows: number[];
  state: RecoveryDeviceState;
  /** 0: not yet. */
  at: number;
}

/** Copies of a day that part after `seq`; nobody guesses who is right. */
export interface RecoveryDispute {
  day: HallDate;
  seq: number;
  sides: { devices: { incarnation: string; label: string }[]; entries: RecoveryEntry[] }[];
}

/** What happened by one entry: the first of its events that says something of the hall. */
export interface RecoveryEntry {
  day: HallDate;
  seq: number;
  at: number;
  kind: string;
  /** The number's label, or '' */
  ticket: string;
  /** 0: none. */
  window: number;
  account: string | null;
  device: string;
}

export interface RecoveryRow {
  id: string;
  device: string;
  kind: string;
  account: string | null;
  at: number;
  day: HallDate;
  window: number;
}

export type RecoveryLoss =
  /** The last entry before the loss is of this instant; what came after it nobody had. */
  | { code: 'after'; at: number }
  | { code: 'day-not-whole'; day: HallDate; seq: number }
  | { code: 'setup-gone'; version: number }
  | { code: 'numbers-skipped'; word: string; from: number; to: number }
  /** Accounts, passwords, pairings and revocations changed since then are as they were before. */
  | { code: 'accounts-since'; at: number };

/** `POST /api/recovery/check-in`. */
export interface CheckInAnswer {
  state: RecoveryView['phase'];
  want: { day: HallDate; epoch: string; from: number }[];
  wantSetups: number[];
  /** Another device is bringing what this one may have too: ask again. */
  isWaiting: boolean;
}
