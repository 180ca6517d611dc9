import {
  cardOf,
  dueOf,
  hallMinute,
  minutesSince,
  remainingWorking,
  workingClockOf,
  type Card,
  type HallState,
  type Matter,
  type Setup,
} from '#lib/domain/index.ts';

/** One thing of a matter that must be done by somebody until a minute. */
export interface MatterClock {
  /** tell: gaps or acceptance · part: a decision · slot: a result on its way to the desk */
  kind: 'tell' | 'part' | 'slot';
  /** Item code of a part, id of a slot; '' for telling. */
  what: string;
  department: string;
  /** Hall minute since the open day's midnight. */
  due: number;
  /** Working minutes that are left; negative once it is over. */
  left: number;
  card: Card;
}

export interface MatterLine {
  matter: Matter;
  /** Most urgent first. */
  clocks: MatterClock[];
  card: Card | null;
}

const urgency: Record<Card, number> = { red: 0, yellow: 1, green: 2 };

export function byUrgency(a: MatterClock, b: MatterClock): number {
  return urgency[a.card] - urgency[b.card] || a.left - b.left;
}

/** Matters that are not over, the most urgent first; those nobody in the hall is late with come last. `t`: ms since midnight. */
export function openMatters(state: HallState, setup: Setup, t: number): MatterLine[] {
  const lines = [...state.matters.values()]
    .filter(({ phase }) => phase !== 'closed' && phase !== 'notAccepted')
    .map((matter): MatterLine => {
      const clocks = clocksOf(state, setup, matter, t).sort(byUrgency);
      return { matter, clocks, card: clocks[0]?.card ?? null };
    });
  return lines.sort((a, b) => {
    const [first, second] = [a.clocks[0], b.clocks[0]];
    if (first && second) return byUrgency(first, second) || a.matter.id - b.matter.id;
    return Number(second !== undefined) - Number(first !== undefined) || a.matter.id - b.matter.id;
  });
}

/** What runs now: telling (行政许可法 32), each running part, each result that is decided and not at the desk (44). */
function clocksOf(state: HallState, setup: Setup, matter: Matter, t: number): MatterClock[] {
  const clock = workingClockOf(setup);
  const { yellowShare, deliverWithinDays } = setup.service;
  const at = (minute: number): number => hallMinute(state.day, minute);
  const now = at(Math.floor(t / 60_000));
  const running = (
    kind: MatterClock['kind'],
    what: string,
    department: string,
    since: number,
    due: number,
  ): MatterClock => ({
    kind,
    what,
    department,
    due,
    left: remainingWorking(clock, now, at(due)),
    card: cardOf(clock, at(since), at(due), now, { yellowShare }),
  });
  if (matter.phase === 'received') {
    return [running('tell', '', '', Math.floor(matter.receivedAt / 60_000), matter.tellBy)];
  }
  const parts = matter.parts
    .filter((part) => part.phase === 'running')
    .map((part) => running('part', part.item, part.department, part.since, part.due));
  const slots = matter.slots.flatMap((slot) => {
    const part = matter.parts[slot.part];
    if (part?.phase !== 'granted' || (slot.phase !== 'expected' && slot.phase !== 'sent' && slot.phase !== 'waived')) {
      return [];
    }
    const since = Math.floor(part.decidedAt / 60_000);
    const end = dueOf(clock, at(since), { value: deliverWithinDays, unit: 'working_day' });
    return [running('slot', slot.slot, part.department, since, minutesSince(state.day, end.at))];
  });
  return [...parts, ...slots];
}

/** Working time as days of this hall, hours and minutes; without a sign. */
export function splitWorking(minutes: number, minutesOfDay: number): { days: number; hours: number; minutes: number } {
  const whole = Math.abs(minutes);
  const days = minutesOfDay > 0 ? Math.floor(whole / minutesOfDay) : 0;
  const rest = whole - days * minutesOfDay;
  return { days, hours: Math.floor(rest / 60), minutes: Math.floor(rest % 60) };
}
