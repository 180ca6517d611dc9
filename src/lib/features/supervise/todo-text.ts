import type { Conflict, HallState, HelpCall } from '#lib/domain/index.ts';
import type { SuperviseMessages } from '#lib/i18n/zh-CN/supervise.ts';
import type { OversightWords } from './oversight-words.ts';

export function helpText(t: SuperviseMessages, call: HelpCall, state: HallState): string {
  if (call.from === 'window') return t.helpFrom.window(call.window);
  if (call.from === 'phone') return t.helpFrom.phone(state.tickets.get(call.ticket)?.label ?? '');
  return t.helpFrom.kiosk;
}

/** What was done and on what: a number, or a matter by its item and the end of its number. */
export function conflictText(
  t: SuperviseMessages,
  conflict: Conflict,
  state: HallState,
  words: OversightWords,
): string {
  const act = t.acts[conflict.act] ?? conflict.act;
  const matter = state.matters.get(conflict.matter);
  if (matter) return t.conflictRow(act, [words.item(matter.code), words.tail(matter)].filter(Boolean).join(' '));
  if (conflict.label !== undefined) return t.conflictRow(act, conflict.label);
  const label = conflict.day === state.day ? (state.tickets.get(conflict.ticket)?.label ?? '') : conflict.day;
  return t.conflictRow(act, label);
}

export function conflictWhy(t: SuperviseMessages, conflict: Conflict, state: HallState): string {
  const why = t.conflictWhy(t.found[conflict.found] ?? conflict.found, state.staff.get(conflict.staff) ?? '');
  const [first, second] = (conflict.proofs ?? []).map((number) => String(number).padStart(6, '0'));
  return first && second ? why + t.conflictProofs(first, second) : why;
}
