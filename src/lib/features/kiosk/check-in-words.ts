import { clockTextOfT, MINUTE } from '#lib/domain/shared/hall-time.ts';
import type { CommonMessages } from '#lib/i18n/zh-CN/common.ts';
import type { KioskMessages } from '#lib/i18n/zh-CN/kiosk.ts';
import type { CheckInRefusal } from './check-in-state.svelte.ts';

/** Why a booking could not be checked in, in the applicant's words: what it is, and what to do now. */
export function checkInWords(
  messages: KioskMessages,
  common: CommonMessages,
  { code, data }: CheckInRefusal,
): readonly [string, string] {
  const words = messages.checkInRefusals[code] ?? messages.checkInRefusals.otherwise;
  const date = typeof data['date'] === 'string' ? data['date'] : '';
  const day = date === '' ? '' : common.date(Number(date.slice(5, 7)), Number(date.slice(8, 10)));
  const time = (name: string): string => {
    const minute = data[name];
    return typeof minute === 'number' ? clockTextOfT(minute * MINUTE) : '';
  };
  const window = typeof data['window'] === 'number' && data['window'] > 0 ? common.windowNo(data['window']) : '';
  return words({ day, at: time('at'), from: time('from'), window });
}
