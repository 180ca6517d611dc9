import { MINUTE, type Booking, type HallDate, type Setup } from '#lib/domain/index.ts';
import type { ScheduleMessages } from '#lib/i18n/zh-CN/schedule.ts';
import type { SignKind } from '#lib/ui/signs.ts';
import { dueText } from './days.ts';

export interface Deadline {
  sign: Extract<SignKind, 'ok' | 'yellow' | 'red'>;
  text: string;
}

/**
 * How a request stands against its time limit: red when it is over, yellow in the last half of the
 * limit and for whatever the chief representative must assign (rules B5: alert until assigned).
 * `t`: milliseconds since the open day's midnight.
 */
export function deadlineOf(m: ScheduleMessages, setup: Setup, today: HallDate, booking: Booking, t: number): Deadline {
  const left = Math.ceil(booking.answerBy - t / MINUTE);
  const isOver = left <= 0;
  if (booking.phase === 'escalated') {
    if (isOver) return { sign: 'red', text: m.assignOver(-left) };
    return { sign: 'yellow', text: m.assignWaits(Math.max(0, Math.floor((t - booking.escalatedAt) / MINUTE))) };
  }
  if (isOver) return { sign: 'red', text: m.answerOver(-left) };
  if (left <= setup.booking.answerWithinMinutes / 2) {
    return { sign: 'yellow', text: m.answerBefore(dueText(m, today, booking.answerBy)) };
  }
  return { sign: 'ok', text: m.answerLeft(Math.floor(left / 60), left % 60) };
}
