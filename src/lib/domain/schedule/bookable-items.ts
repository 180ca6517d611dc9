import { departmentOfItem, type Setup } from '../setup/index.ts';

/** BK2: an item says so itself; a package can be booked when each of its items can. */
export function isBookable(setup: Setup, code: string): boolean {
  const codes = setup.catalogue.packages.find((entry) => entry.code === code)?.items ?? [code];
  return codes.every((one) => setup.catalogue.items.find((item) => item.code === one)?.hallAppointment === true);
}

/** 网上可预约率 (rules B1): bookable items of all, and those that break the 100 %. */
export function appointmentRate(setup: Setup): { bookable: number; of: number; missing: string[] } {
  const missing = setup.catalogue.items.filter((item) => !item.hallAppointment).map((item) => item.code);
  const of = setup.catalogue.items.length;
  return { bookable: of - missing.length, of, missing };
}

/** The department whose chief representative answers for an item; for a package the one of its first item. */
export function departmentOf(setup: Setup, code: string): string | null {
  const first = setup.catalogue.packages.find((entry) => entry.code === code)?.items[0] ?? code;
  return departmentOfItem(setup, first);
}
