import { formOf, slotOf, totalOf } from '../forms/index.ts';
import type { Matter, Part, Slot } from '../ledger/index.ts';
import { cardOf, dateOfMinute, hallMinute, hallMinuteOfInstant, workingClockOf, type Card } from '../limits/index.ts';
import { documentNumber, matterTail } from '../numbers/index.ts';
import type { Setup } from '../setup/index.ts';
import { addDays, dateOf, midnightOf, MINUTE } from '../shared/index.ts';
import { areaOf, namesOf } from './places.ts';
import type { ReceiptSources } from './receipt-sources.ts';
import type { MatterReceipt, PartReceipt, SlotReceipt, SlotState, StageReceipt } from './receipt-wire.ts';

/** V5: a matter from receipt to collection, in the words of its applicant. */
export function matterReceipt(published: Setup, matter: Matter, sources: ReceiptSources): MatterReceipt {
  const setup = sources.setupAt(matter.setup) ?? published;
  const { midnight } = sources;
  const instant = (t: number): number => (t === 0 ? 0 : midnight + t);
  const instantOf = (minute: number): number => (minute === 0 ? 0 : midnight + minute * MINUTE);
  const isReady = matter.readyAt !== 0;
  return {
    ...namesOf(setup, matter.code),
    code: matter.code,
    tail: matter.no === '' ? '' : matterTail(matter.no),
    applicant: sources.labels(matter.dossier)?.masked ?? '',
    phase: matter.phase,
    window: matter.window === 0 ? null : matter.window,
    notice: noticeOf(published, matter, sources),
    openedAt: midnight + matter.openedAt,
    receivedAt: instant(matter.receivedAt),
    tellBy: instantOf(matter.tellBy),
    supplementAt: instant(matter.supplementAt),
    supplementUntil: instantOf(matter.supplementUntil),
    acceptedAt: instant(matter.acceptedAt),
    printedDue: instantOf(latest(matter.parts.map((part) => part.printedDue))),
    due: instantOf(latest(matter.parts.map((part) => part.due))),
    estimated: matter.estimated,
    workingDays: totalOf(setup, matter.code)?.value ?? null,
    card: cardFor(published, matter, sources),
    stages: stagesOfMatter(setup, matter, instant, instantOf),
    slots: slotsOfMatter(setup, matter),
    owed: matter.tolerated.map((key) => {
      const material = setup.catalogue.materials.find((candidate) => candidate.key === key);
      return { name: material?.name ?? key, nameEn: material?.nameEn ?? material?.name ?? key };
    }),
    goodBy: instantOf(matter.goodBy),
    readyAt: instant(matter.readyAt),
    pickup: pickupPlace(published),
    pickupCode: isReady ? matter.pickupCode : '',
    keepUntil: isReady ? keptUntil(published, midnight + matter.readyAt) : 0,
    handedAt: instant(matter.handedAt),
    closedAt: instant(matter.closedAt),
    refusal: matter.refusal,
  };
}

/** The window of 一窗通取: the first of the kind that hands bundles over. */
export function pickupPlace(setup: Setup): MatterReceipt['pickup'] {
  const window = setup.windows.find(({ kind }) => kind === 'pickup');
  return { window: window?.no ?? null, area: areaOf(setup, window?.area), hours: setup.hours };
}

function stagesOfMatter(
  setup: Setup,
  { parts }: Matter,
  instant: (t: number) => number,
  instantOf: (minute: number) => number,
): StageReceipt[] {
  const stages = [...new Set(parts.map((part) => part.stage))].sort((a, b) => a - b);
  return stages.map((stage) => {
    const own = parts.filter((part) => part.stage === stage);
    const isDone = own.every((part) => part.phase !== 'waiting' && part.phase !== 'running');
    return {
      phase: isDone ? 'done' : own.some((part) => part.phase !== 'waiting') ? 'running' : 'waiting',
      due: instantOf(latest(own.map((part) => part.due))),
      printedDue: instantOf(latest(own.map((part) => part.printedDue))),
      endedAt: isDone ? instant(latest(own.map((part) => part.decidedAt))) : 0,
      parts: own.map((part) => partReceipt(setup, part, instant, instantOf)),
    };
  });
}

function partReceipt(
  setup: Setup,
  part: Part,
  instant: (t: number) => number,
  instantOf: (minute: number) => number,
): PartReceipt {
  const department = setup.departments.find(({ id }) => id === part.department);
  return {
    ...namesOf(setup, part.item),
    item: part.item,
    department: department?.name ?? part.department,
    departmentEn: department?.nameEn ?? part.department,
    phase: part.phase,
    due: instantOf(part.due),
    decidedAt: instant(part.decidedAt),
  };
}

function slotsOfMatter(setup: Setup, { code, slots, parts }: Matter): SlotReceipt[] {
  const form = formOf(setup, code);
  return slots.flatMap((slot) => {
    const state = slotState(slot, parts[slot.part]);
    if (state === null) return [];
    const known = setup.slots.find(({ id }) => id === slot.slot);
    const label = form ? slotOf(form, slot.slot) : null;
    return [
      {
        slot: slot.slot,
        name: known?.name ?? label?.zh ?? slot.slot,
        nameEn: known?.nameEn ?? label?.en ?? slot.slot,
        icon: known?.icon ?? 'box',
        state,
      },
    ];
  });
}

/** Null: it will not come, because its part ended without it. */
function slotState({ phase, waived }: Slot, part: Part | undefined): SlotState | null {
  switch (phase) {
    case 'expected':
      if (waived) return 'later';
      return part?.phase === 'waiting' ? 'notStarted' : 'working';
    case 'sent':
      return waived ? 'later' : 'onTheWay';
    case 'in':
    case 'out':
      return phase;
    case 'waived':
      return 'later';
    case 'cancelled':
      return null;
  }
}

/** Of what is still being done: the worst of its parts. */
function cardFor(setup: Setup, { phase, parts }: Matter, { now, midnight }: ReceiptSources): Card | null {
  if (phase !== 'accepted') return null;
  const clock = workingClockOf(setup);
  const { utcOffsetMinutes } = setup.hall;
  const day = dateOf(midnight, utcOffsetMinutes);
  const at = hallMinuteOfInstant(now, utcOffsetMinutes);
  const cards = parts
    .filter((part) => part.phase === 'running')
    .map((part) =>
      cardOf(clock, hallMinute(day, part.since), hallMinute(day, part.due), at, {
        yellowShare: setup.service.yellowShare,
      }),
    );
  return (['red', 'yellow', 'green'] as const).find((card) => cards.includes(card)) ?? null;
}

function noticeOf(setup: Setup, { number, phase, acceptedAt, closedAt }: Matter, { midnight }: ReceiptSources): string {
  if (number === 0) return '';
  const isRefusal = phase === 'notAccepted';
  const date = dateOf(midnight + (isRefusal ? closedAt : acceptedAt), setup.hall.utcOffsetMinutes);
  return documentNumber(setup.numbers.short, isRefusal ? '不受' : '受', date.slice(0, 4), number);
}

/** The end of the last day a bundle is kept, counted from the day after it was ready. */
function keptUntil(setup: Setup, readyAt: number): number {
  const { utcOffsetMinutes } = setup.hall;
  const last = addDays(dateOfMinute(hallMinuteOfInstant(readyAt, utcOffsetMinutes)), setup.service.keepDays);
  return midnightOf(addDays(last, 1), utcOffsetMinutes) - 1;
}

function latest(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values);
}
