import type { Setup } from '#lib/domain/index.ts';

/** A figure of the setup that may be drafted, and between what it makes sense. */
export interface DraftFigure {
  path: string;
  least: number;
  most: number;
  /** Left out: whole numbers. */
  step?: number;
}

export type FigureGroup = 'policy' | 'service' | 'booking' | 'rating';

/** Figures that a hall changes as it learns; names are i18n's. What no source fixes is here (rules.md §2.3). */
export const draftFigures: Record<FigureGroup, readonly DraftFigure[]> = {
  policy: [
    { path: 'policy.calls', least: 1, most: 9 },
    { path: 'policy.callGapSeconds', least: 0, most: 120 },
    { path: 'policy.reentryBehind', least: 0, most: 20 },
    { path: 'policy.guaranteeAfter', least: 1, most: 20 },
    { path: 'policy.undoSeconds', least: 0, most: 60 },
    { path: 'policy.waitWarningMinutes', least: 1, most: 240 },
    { path: 'policy.waitAlarmMinutes', least: 1, most: 240 },
  ],
  service: [
    { path: 'service.tellWithinDays', least: 1, most: 5 },
    { path: 'service.deliverWithinDays', least: 1, most: 10 },
    { path: 'service.keepDays', least: 1, most: 365 },
    { path: 'service.yellowShare', least: 0, most: 1, step: 0.05 },
  ],
  booking: [
    { path: 'booking.slotMinutes', least: 5, most: 240 },
    { path: 'booking.daysAhead', least: 1, most: 30 },
    { path: 'booking.earlyMinutes', least: 0, most: 240 },
    { path: 'booking.graceMinutes', least: 0, most: 120 },
    { path: 'booking.changeBeforeMinutes', least: 0, most: 1440 },
    { path: 'booking.answerWithinMinutes', least: 5, most: 480 },
    { path: 'booking.assignWithinMinutes', least: 5, most: 480 },
    { path: 'booking.extendedMost', least: 30, most: 360 },
  ],
  rating: [
    { path: 'rating.validDays', least: 1, most: 30 },
    { path: 'rating.answerDays', least: 1, most: 15 },
  ],
};

/** What a hall may allow or not. */
export const draftFlags: Partial<Record<FigureGroup, readonly string[]>> = {
  service: ['service.provisionalAcceptance'],
};

/** The flag a path names in a setup. */
export function flagOf(setup: Setup, path: string): boolean {
  const [part = '', key = ''] = path.split('.');
  return (setup[part as FigureGroup] as unknown as Record<string, unknown>)[key] === true;
}

/** The figure a path names in a setup. */
export function figureOf(setup: Setup, path: string): number | null {
  const [part = '', key = ''] = path.split('.');
  const group = setup[part as FigureGroup] as unknown as Record<string, unknown>;
  const value = group[key];
  return typeof value === 'number' ? value : null;
}

/** What was typed as a figure; null: it is none, or out of its range. */
export function readFigure(typed: string, { least, most, step = 1 }: DraftFigure): number | null {
  const value = Number(typed.normalize('NFKC').trim());
  if (typed.trim() === '' || !Number.isFinite(value) || value < least || value > most) return null;
  return step === 1 && !Number.isInteger(value) ? null : value;
}

export type Sessions = [from: number, to: number][];

/** In order, none empty, none over another. */
export function areSessions(hours: Sessions): boolean {
  return hours.every(([from, to], index) => from < to && (index === 0 || (hours[index - 1]?.[1] ?? 0) <= from));
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
