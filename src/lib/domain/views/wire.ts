import type { Estimate } from '../queue/index.ts';

/** What screens without a ledger read over HTTP: plain JSON, no personal data. */

export type { Estimate };
export type * from './receipt-wire.ts';

/** `GET /api/board`, and each message of `GET /api/board/events` (event name `board`). */
export interface BoardView {
  hall: string;
  hallEn: string;
  practice: boolean;
  day: string;
  /** Hall clock when this was made, epoch ms; the screen's clock runs on from it. */
  now: number;
  utcOffsetMinutes: number;
  setup: number;
  zones: BoardZone[];
  queues: BoardQueue[];
  /** Numbers are given now: false outside hours. */
  open: boolean;
}

export interface BoardQueue {
  id: string;
  name: string;
  nameEn: string;
  waiting: number;
  closed: boolean;
  /** Numbers a kiosk may still give today; null: no limit. */
  left: number | null;
  /** Open windows that serve it. */
  windows: number[];
  /** For the next number taken; null while there is no history yet. */
  estimate: Estimate | null;
}

export interface BoardZone {
  id: string;
  name: string;
  nameEn: string;
  /** Queue ids shown in its head. */
  queues: string[];
  /** Calls that stand, newest first: one row each while the ticket is called or served. */
  calls: BoardCall[];
  /** Calls that are over, newest first, at most six. */
  recent: BoardCall[];
}

export interface BoardCall {
  /** Grows with every announcement in the hall: an unseen one is shown and spoken. */
  seq: number;
  label: string;
  window: number;
  /** 1 for the first call, 2 and 3 for repeats. */
  times: number;
  /** Hall clock, epoch ms. */
  at: number;
}
