import type { Role } from '../access/index.ts';

/** `GET /api/session`: who this browser is to the hall, and where its rooms are. */
export interface SessionView {
  hall: string;
  hallName: string;
  hallNameEn: string;
  practice: boolean;
  /** It was put back from a backup: devices check in, and nothing else is done until it is open. */
  recovering: boolean;
  /** Part of every room path and local database name. */
  epoch: string;
  day: string;
  /** Room path of the open day's ledger. */
  ledger: string;
  setup: number;
  utcOffsetMinutes: number;
  /** Hall clock and wall clock of the relay, epoch ms (they differ in a practice hall). */
  now: number;
  wall: number;
  /** Base address for QR codes; empty: papers carry the short code alone. */
  publicUrl: string;
  staff: {
    account: string;
    name: string;
    roles: Role[];
    department: string | null;
    mustChangePassword: boolean;
  } | null;
  device: { surfaces: Surface[]; label: string } | null;
}

export type Surface = 'staff' | 'kiosk' | 'board';
