import type { Conflict, HallState, HelpCall } from '#lib/domain/index.ts';
import type { SuperviseMessages } from '#lib/i18n/zh-CN/supervise.ts';

export function helpText(t: SuperviseMessages, call: HelpCall, state: HallState): string {
  if (call.from === 'window') return t.helpFrom.window(call.window);
  if (call.from === 'phone') return t.helpFrom.phone(state.tickets.get(call.ticket)?.label ?? '');
  return t.helpFrom.kiosk;
}

export function conflictText(t: SuperviseMessages, conflict: Conflict, state: HallState): string {
  const label = conflict.day === state.day ? (state.tickets.get(conflict.ticket)?.label ?? '') : conflict.day;
  return t.conflictRow(t.acts[conflict.act] ?? conflict.act, label);
}

export function conflictWhy(t: SuperviseMessages, conflict: Conflict, state: HallState): string {
  return t.conflictWhy(t.found[conflict.found] ?? conflict.found, state.staff.get(conflict.staff) ?? '');
}
