import {
  addDays,
  clockTextOfT,
  dateOfMinute,
  entryOf,
  formOf,
  hallMinute,
  matterTail,
  minutesOfWorkingDay,
  slotOf,
  workingClockOf,
  type Matter,
  type Setup,
} from '#lib/domain/index.ts';
import type { I18n } from '#lib/i18n/i18n.svelte.ts';
import type { OversightMessages } from '#lib/i18n/zh-CN/oversight.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { splitWorking, type MatterClock } from './matter-clocks.ts';

/** Names and times as the supervisor's lists say them, in the language of now. */
export class OversightWords {
  readonly #hall: HallStore;
  readonly #i18n: I18n;
  readonly #words: { readonly t: OversightMessages };

  constructor(hall: HallStore, i18n: I18n, words: { readonly t: OversightMessages }) {
    this.#hall = hall;
    this.#i18n = i18n;
    this.#words = words;
  }

  get t(): OversightMessages {
    return this.#words.t;
  }

  item(code: string): string {
    const entry = this.#hall.setup ? entryOf(this.#hall.setup, code) : undefined;
    return entry ? this.#i18n.pick(entry, 'name') : code;
  }

  department(id: string): string {
    const department = this.#hall.setup?.departments.find((candidate) => candidate.id === id);
    return department ? this.#i18n.pick(department, 'name') : this.t.noDepartment;
  }

  slot(matter: Pick<Matter, 'code' | 'setup'>, slot: string): string {
    const setup = this.#setupOf(matter.setup);
    const known = setup?.slots.find((candidate) => candidate.id === slot);
    if (known) return this.#i18n.pick(known, 'name');
    const form = setup && formOf(setup, matter.code);
    const label = form ? slotOf(form, slot) : { zh: slot, en: slot };
    return this.#i18n.locale === 'en' ? label.en : label.zh;
  }

  tail({ no }: Pick<Matter, 'no'>): string {
    return no === '' ? '' : matterTail(no);
  }

  /** Masked: a tablet is carried through the hall. */
  applicant(dossier: string): string {
    return this.#hall.labels.of(dossier)?.masked ?? '';
  }

  /** `税控设备未送到`, `公司设立登记`, `告知补正或受理`. */
  clock(matter: Matter, clock: MatterClock): string {
    if (clock.kind === 'tell') return this.t.tell;
    return clock.kind === 'slot' ? this.t.notDelivered(this.slot(matter, clock.what)) : this.item(clock.what);
  }

  /** `剩 26 分`, `超 1 小时 4 分`. */
  left({ left, card }: Pick<MatterClock, 'left' | 'card'>): string {
    const { setup } = this.#hall;
    const day = setup ? minutesOfWorkingDay(workingClockOf(setup)) : 0;
    const { days, hours, minutes } = splitWorking(left, day);
    const time = this.t.workTime(days, hours, minutes);
    return card === 'red' ? this.t.over(time) : this.t.left(time);
  }

  /** A minute since the open day's midnight: `今天 15:36`, `11 月 30 日 17:30`. */
  minute(minute: number): string {
    const { day } = this.#hall.decided;
    if (day === '') return '';
    const clock = clockTextOfT(minute * 60_000);
    const date = dateOfMinute(hallMinute(day, minute));
    if (date === day) return this.t.today(clock);
    if (date === addDays(day, 1)) return this.t.tomorrow(clock);
    return `${this.date(date)} ${clock}`;
  }

  date(date: string): string {
    return this.#i18n.t.date(Number(date.slice(5, 7)), Number(date.slice(8)));
  }

  #setupOf(version: number): Setup | null {
    return this.#hall.setupAt(version) ?? this.#hall.setup;
  }
}
