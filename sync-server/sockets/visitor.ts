import type { Role } from '#lib/domain/index.ts';

/** Who is at the other end, fixed when the connection was accepted. */
export interface Visitor {
  sessionHash: string;
  account: string;
  roles: readonly Role[];
  department: string | null;
  incarnation: string;
  label: string;
  /** Roles of an account whose earlier facts this device may bring; null: none of its people. */
  rolesOf(account: string): readonly Role[] | null;
  departmentOf(account: string): string | null;
  /** One of this device's people who is no longer with the hall. */
  isInactive(account: string): boolean;
  isLiving(): boolean;
}
