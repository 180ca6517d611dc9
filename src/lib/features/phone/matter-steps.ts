import type { MatterReceipt, Named, PartReceipt, StageReceipt } from '#lib/domain/views/receipt-wire.ts';
import { dayClock, type DayWords } from './day-text.ts';

export interface Step {
  state: 'done' | 'now' | 'next' | 'ended';
  title: string;
  note: string;
}

export interface StepWords extends DayWords {
  pick: (named: Named) => string;
  department: (part: PartReceipt) => string;
}

/** A matter's way from the papers to the bundle, as its applicant reads it: what is done, what goes on, what follows. */
export function matterSteps(words: StepWords, matter: MatterReceipt): Step[] {
  const { t } = words;
  const window = matter.window === null ? '' : t.windowNo(matter.window);
  const noted = (instant: number): string => [dayClock(words, instant), window].filter(Boolean).join(t.dot);
  if (matter.phase === 'draft') return [{ state: 'now', title: t.begun, note: t.begunNote }];
  const received: Step = { state: 'done', title: t.received, note: noted(matter.receivedAt) };
  if (matter.phase === 'received') {
    const note = matter.tellBy > 0 ? t.checkingUntil(dayClock(words, matter.tellBy)) : '';
    return [received, { state: 'now', title: t.checking, note }];
  }
  if (matter.phase === 'supplement') {
    const note = t.supplementUntil(dayClock(words, matter.supplementUntil));
    return [received, { state: 'now', title: t.supplement, note }];
  }
  if (matter.phase === 'notAccepted') {
    return [received, { state: 'ended', title: t.notAccepted, note: noted(matter.closedAt) }];
  }
  return [
    { state: 'done', title: t.accepted, note: noted(matter.acceptedAt) },
    ...matter.stages.flatMap((stage) => stageSteps(words, stage)),
    ...collecting(words, matter),
  ];
}

/** What is still done of a stage and what has ended are told apart; a stage that waits is one line. */
function stageSteps(words: StepWords, stage: StageReceipt): Step[] {
  const { t } = words;
  const running = stage.parts.filter((part) => part.phase === 'running');
  const waiting = stage.parts.filter((part) => part.phase === 'waiting');
  const steps: Step[] = [];
  const ended = (phase: PartReceipt['phase'], title: (items: string) => string, state: Step['state']): void => {
    const parts = stage.parts.filter((part) => part.phase === phase);
    if (parts.length === 0) return;
    const last = Math.max(...parts.map((part) => part.decidedAt));
    steps.push({ state, title: title(namesOf(words, parts)), note: last > 0 ? dayClock(words, last) : '' });
  };
  ended('granted', t.done, 'done');
  ended('refused', t.refused, 'ended');
  ended('cancelled', t.cancelled, 'ended');
  if (running.length > 0) {
    const departments = [...new Set(running.map(words.department))];
    const note = t.due(t.departments(departments[0] ?? '', departments.length), dayClock(words, stage.due));
    steps.push({ state: 'now', title: t.working(namesOf(words, running)), note });
  }
  if (waiting.length > 0) {
    const note = t.together(dayClock(words, stage.printedDue));
    steps.push({ state: 'next', title: namesOf(words, waiting), note });
  }
  return steps;
}

function collecting(words: StepWords, matter: MatterReceipt): Step[] {
  const { t } = words;
  const { slots, pickup } = matter;
  if (slots.length === 0) {
    return matter.phase === 'closed'
      ? [{ state: 'done', title: t.closed, note: dayClock(words, matter.closedAt) }]
      : [];
  }
  const window = pickup.window === null ? words.pick(pickup.area) : t.windowNo(pickup.window);
  if (matter.readyAt > 0) return [{ state: 'now', title: t.ready, note: window }];
  if (matter.handedAt === 0) return [{ state: 'next', title: t.collect, note: window }];
  const isAll = slots.every(({ state }) => state === 'out');
  const step: Step = {
    state: 'done',
    title: isAll ? t.collected : t.partlyCollected,
    note: dayClock(words, matter.handedAt),
  };
  return isAll ? [step] : [step, { state: 'next', title: t.collect, note: window }];
}

function namesOf(words: StepWords, parts: readonly PartReceipt[]): string {
  return words.t.items(parts[0] ? words.pick(parts[0]) : '', parts.length);
}
