import { clockTextOfT, type Booking } from '#lib/domain/index.ts';
import type { ScheduleMessages } from '#lib/i18n/zh-CN/schedule.ts';

/** How a booking stands, with the times that were recorded. `label`: of its number, '' before it arrived. */
export function phaseText(m: ScheduleMessages, booking: Booking, label: string): string {
  if (booking.phase === 'arrived' && label !== '') return m.arrivedAs(label);
  if (booking.phase === 'started') return m.startedAt(clockTextOfT(booking.startedAt));
  if (booking.phase === 'ended') return m.endedAt(clockTextOfT(booking.startedAt), clockTextOfT(booking.endedAt));
  return m.phases[booking.phase];
}
