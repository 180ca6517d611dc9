import type { KioskMessages } from '#lib/i18n/zh-CN/kiosk.ts';
import type { Refusal } from './taking-state.svelte.ts';

/** A refusal in the applicant's words: what happened, and what to do now. */
export function refusalWords(
  messages: KioskMessages,
  refusal: Refusal,
  windows: (numbers: readonly number[]) => string,
): readonly [string, string] {
  const { data } = refusal;
  const numbers = Array.isArray(data['windows']) ? data['windows'].filter((no) => typeof no === 'number') : [];
  const label = typeof data['label'] === 'string' ? data['label'] : '';
  const words = messages.refusals[refusal.code] ?? messages.refusals.otherwise;
  return words(label === '' ? windows(numbers) : label);
}
