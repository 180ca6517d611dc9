import type { MattersMessages } from '#lib/i18n/zh-CN/matters.ts';
import type { DepartmentMessages } from '#lib/i18n/zh-CN/department.ts';
import type { SignKind } from '#lib/ui/signs.ts';
import { workingText } from '../matters/time-text.ts';
import type { DepartmentRow } from './department-work.ts';

const signs = { red: 'red', yellow: 'yellow', green: 'ok' } as const satisfies Record<string, SignKind>;

/** What a row's state sign says; a null text leaves the sign's own word (正常, 黄牌, 红牌). */
export interface RowState {
  sign: SignKind | null;
  text: string | null;
}

export function rowState(row: DepartmentRow, words: DepartmentMessages): RowState {
  const { part, clock, slots } = row;
  if (row.returned.length > 0) return { sign: 'red', text: words.states.returned };
  if (part.phase === 'running') return { sign: clock ? signs[clock.card] : null, text: null };
  if (part.phase === 'waiting') return { sign: null, text: words.states.waiting };
  if (part.phase === 'refused' || part.phase === 'cancelled') return { sign: null, text: words.states[part.phase] };
  if (row.unsent.length > 0) return { sign: 'yellow', text: words.states.toSend };
  const phases = slots.map((slot) => slot.phase);
  if (phases.includes('sent')) return { sign: null, text: words.states.sent };
  if (phases.includes('in')) return { sign: 'decided', text: words.states.in };
  if (phases.includes('out')) return { sign: 'decided', text: words.states.out };
  return { sign: 'decided', text: words.states.granted };
}

/** `34 分`, `超 26 分`; what has not begun says for which stage it waits. */
export function clockText(row: DepartmentRow, words: DepartmentMessages, matters: MattersMessages): string {
  if (row.part.phase === 'waiting') return words.waitsFor(matters.stage(row.part.after ?? 0));
  if (!row.clock || row.part.phase !== 'running') return '';
  const text = workingText(matters, row.clock.left, row.clock.perDay);
  return row.clock.left < 0 ? matters.over(text) : text;
}
