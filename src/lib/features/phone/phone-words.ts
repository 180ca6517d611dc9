import type { TicketView } from './ticket-view.ts';
import type { PhoneMessages } from '#lib/i18n/zh-CN/phone.ts';
import type { Act } from './receipt-state.svelte.ts';

/** The most visible sentence of each phase, and the one below it. Waiting has its own panel. */
export function phaseWords(messages: PhoneMessages, view: TicketView): readonly [string, string] | null {
  switch (view.phase) {
    case 'waiting':
      return null;
    case 'called':
      return view.window === null ? null : [messages.goTo(view.window), messages.called(view.calls)];
    case 'serving':
      return [messages.serving(view.window), messages.servingNote];
    case 'parked':
      return [messages.parked, messages.parkedNote];
    case 'passed':
      return [messages.passed, messages.passedNote];
    case 'done':
      return [messages.done, messages.doneNote];
    case 'left':
      return [messages.left, messages.leftNote];
    case 'ended':
      return [messages.ended, messages.endedNote];
  }
}

export function refusedWords(messages: PhoneMessages, act: Act, code: string): string {
  if (act === 'help') return messages.helpFailed;
  if (code === 'line-down') return messages.leaveOffline;
  if (code === 'ticket-called-elsewhere' || code === 'ticket-in-service' || code === 'ticket-not-waiting') {
    return messages.leaveTooLate;
  }
  if (act === 'delay') return code === 'already-late-once' ? messages.delayUsed : messages.delayFailed;
  return messages.leaveFailed;
}

/** Answers that end it: what the page says instead of a number. */
export function problemWords(messages: PhoneMessages, status: number): readonly [string, string] {
  if (status === 404) return [messages.unknownTitle, messages.unknown];
  if (status === 410) return [messages.expiredTitle, messages.expired];
  if (status === 429) return [messages.throttledTitle, messages.throttled];
  return [messages.brokenTitle, messages.broken];
}
