import type { Catalogue } from '../catalogue/index.ts';
import type { FormDefinition, FormOption } from '../forms/index.ts';
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
  /** The merged forms; one with `package: null` serves all without a form of their own. */
  forms?: FormDefinition[];
  /** The hall's own lists that forms offer as `setup.<list>`: seal makers, bank branches. */
  optionLists?: Record<string, FormOption[]>;
  numbers: NumberPolicy;
  service: ServicePolicy;
  booking: BookingPolicy;
  rating: RatingPolicy;
  /** What a bundle can hold (licence, seal, …). */
  slots: BundleSlot[];
  shelf: ShelfPolicy;
  /** What people come for beside the catalogue's matters: collecting results. A number, and nothing to fill in. */
  services: HallService[];
}

export interface HallService {
  code: string;
  icon: string;
  name: string;
  nameEn: string;
  hint: string;
  hintEn: string;
}

/** Parts of matter and document numbers (rules.md §2.14). */
export interface NumberPolicy {
  /** 行政区划, six digits. */
  region: string;
  /** Two digits. */
  hall: string;
  /** `滨政务` in 滨政务受字〔2026〕第000123号. */
  short: string;
}

/** Figures of intake and pickup; each may be changed by a hall, none is in the code. */
export interface ServicePolicy {
  /** Working days within which gaps must be told, else the matter counts as accepted (行政许可法 第三十二条). */
  tellWithinDays: number;
  /** The person who accepted a matter may not decide it (rules C12). */
  separateDuties: boolean;
  /** Working days to issue a result after its decision (行政许可法 第四十四条). */
  deliverWithinDays: number;
  /** Days a bundle is kept for its applicant. */
  keepDays: number;
  /** Share of a limit that is left when a clock turns yellow. */
  yellowShare: number;
  /** A window that is cut off may accept and print a notice with a provisional number (I14). */
  provisionalAcceptance: boolean;
}

export interface BookingPolicy {
  slotMinutes: number;
  /** So many bookable working days, beginning with the next one. */
  daysAhead: number;
  /** Who comes later than this joins the walk-ins. */
  graceMinutes: number;
  /** Who is earlier may check in from so many minutes before. */
  earlyMinutes: number;
  /** Cancelled or moved by the applicant at the latest so many minutes before. */
  changeBeforeMinutes: number;
  /** Windows that take bookings: each takes one at a time. */
  windows: number[];
  stops: { window: number; date: HallDate; from: number; until: number }[];
  /** Working minutes within which a service must be answered, and assigned once it is with the chief. */
  answerWithinMinutes: number;
  assignWithinMinutes: number;
  /** Hours of holiday service. */
  holidayHours: [from: number, to: number][];
  /** Longest extended service, minutes. */
  extendedMost: number;
}

export interface RatingPolicy {
  aspects: { id: string; name: string; nameEn: string }[];
  /** Working days a finished visit may be rated. */
  validDays: number;
  /** Working days to answer a bad one. */
  answerDays: number;
}

export interface BundleSlot {
  id: string;
  name: string;
  nameEn: string;
  icon: string;
}

export interface ShelfPolicy {
  rows: string[];
  places: number;
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
