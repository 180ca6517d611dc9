/**
 * What the hall notes beside the ledger: who came in, who was turned away, and what was taken from whom. By account
 * and device, never what was written. The words are in `i18n`.
 */
export const auditKinds = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'session-revoked',
  'password-changed',
  'password-reset',
  'account-created',
  'account-on',
  'account-off',
  'device-paired',
  'device-revoked',
  'room-refused',
  'frame-refused',
  'update-refused',
  'quarantined',
  'quarantine-settled',
  'force-released',
  'dossier-erased',
  'setup-published',
  'hall-opened',
  'restored',
] as const;

export type AuditKind = (typeof auditKinds)[number];

/** One line of `GET /api/audit`. Instants are epoch ms, wall clock. */
export interface AuditEntry {
  n: number;
  at: number;
  /** The same again within a minute is one entry: how often, and when last. */
  times: number;
  last: number;
  what: AuditKind;
  /** Why: a refusal's code, or the close code of a line. */
  code: string | null;
  /** Who did it, as the hall knows it; null: nobody who was known. */
  account: string | null;
  /** On which device, its incarnation. */
  device: string | null;
  /** The first part of a room's name. */
  room: string | null;
  /** To whom or what: an account, an incarnation, a dossier's random id, a version. */
  about: string | null;
}

/** Why a fact was kept aside instead of being recorded. */
export type QuarantineReason = 'device-revoked' | 'account-inactive';

/** One fact that came too late (`GET /api/quarantine`). Instants are epoch ms, wall clock. */
export interface QuarantinedFact {
  /** The command's id. */
  id: string;
  why: QuarantineReason;
  kind: string;
  /** Of the ticket or matter as screens show it; empty when it cannot be known. */
  label: string;
  window: number | null;
  day: string;
  /** When it is said to have happened, and when it came. */
  at: number;
  came: number;
  account: string | null;
  device: string;
  deviceLabel: string;
  settled: { by: string; at: number } | null;
}

/** One line of `GET /api/sessions`. Instants are epoch ms, wall clock. */
export interface SessionLine {
  id: string;
  account: string;
  device: string;
  deviceLabel: string;
  since: number;
  seen: number;
  /** The session that asks. */
  isThis: boolean;
}
