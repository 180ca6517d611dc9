import type { Catalogue } from '../catalogue/index.ts';
import type { HallDate } from '../shared/index.ts';

/**
 * A published setup: immutable, numbered, the only source of a hall's rules and names.
 * Minutes are minutes since midnight, hall time.
 */
export interface Setup {
  hall: {
    id: string;
    name: string;
    nameEn: string;
    utcOffsetMinutes: number;
    /** 咨询电话 */
    phone: string;
    /** 监督电话 */
    supervisionPhone: string;
    /** 政务服务热线 */
    hotline: string;
  };
  /** Opening hours of a working day, e.g. [[510, 720], [840, 1050]]. */
  hours: [from: number, to: number][];
  /** Before the first opening and until the last close numbers are given: minutes before. */
  ticketsOpenBefore: number;
  calendar: Calendar;
  areas: Area[];
  queues: Queue[];
  windowKinds: WindowKind[];
  windows: HallWindow[];
  departments: Department[];
  /** Items, packages and materials; `items[].queue` comes from `routes`. */
  catalogue: Catalogue;
  /** Which queue takes which item or package, by code. Every active one has a route (A5). */
  routes: Record<string, string>;
  lifeEvents: LifeEvent[];
  /** The life events that 关怀版 offers, by id. */
  careLifeEvents: string[];
  pauseReasons: PauseReason[];
  policy: QueuePolicy;
}

/** Days that differ from Monday–Friday. A year that is missing is 暂按周一至周五推算 (rules.md §2.9). */
export interface Calendar {
  years: Record<string, { off: HallDate[]; work: HallDate[] }>;
}

export interface Area {
  id: string;
  name: string;
  nameEn: string;
  floor: string;
  floorEn: string;
}

export interface Queue {
  id: string;
  /** The letter its numbers begin with. */
  letter: string;
  name: string;
  nameEn: string;
  area: string;
  /** Numbers a kiosk may give in a day; null: no limit. Staff may always give one. */
  contingent: number | null;
}

export interface WindowKind {
  id: string;
  name: string;
  nameEn: string;
  /** A shorter name for tiles. */
  short: string;
  shortEn: string;
}

export interface HallWindow {
  no: number;
  kind: string;
  area: string;
  queues: string[];
}

export interface Department {
  id: string;
  name: string;
  nameEn: string;
}

export interface LifeEvent {
  id: string;
  icon: string;
  name: string;
  nameEn: string;
  hint: string;
  hintEn: string;
  /** Item and package codes; a single one is chosen by the first touch. */
  choices: string[];
}

export interface PauseReason {
  id: string;
  icon: string;
  name: string;
  nameEn: string;
}

/** Figures that no source fixes (rules.md §2.3): data, never constants in code. */
export interface QueuePolicy {
  /** Calls before a number may be passed over. */
  calls: number;
  callGapSeconds: number;
  /** W: a passed number comes back behind so many waiting people. */
  reentryBehind: number;
  /** S: so many passed numbers in a run. */
  reentryRun: number;
  /** M: then so many ordinary people before the next run. */
  reentryGap: number;
  /** With nobody else waiting, a passed number rests so long before it is offered again. */
  reentryRestSeconds: number;
  /** After so many priority numbers in a row the longest waiting ordinary one is 保底: next after bookings. */
  guaranteeAfter: number;
  undoSeconds: number;
  waitWarningMinutes: number;
  waitAlarmMinutes: number;
  keepOvernight: boolean;
}
