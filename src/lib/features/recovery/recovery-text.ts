import { clockText, dateOf, type RecoveryEntry, type RecoveryLoss, type RecoveryRow } from '#lib/domain/index.ts';
import type { RecoveryMessages } from '#lib/i18n/zh-CN/recovery.ts';

/** `2026-11-23 10:41`, hall time. */
export function whenText(instant: number, utcOffsetMinutes: number): string {
  return `${dateOf(instant, utcOffsetMinutes)} ${clockText(instant, utcOffsetMinutes)}`;
}

export function lossText(t: RecoveryMessages, loss: RecoveryLoss, offset: number): string {
  switch (loss.code) {
    case 'after':
      return t.loss.after(whenText(loss.at, offset));
    case 'day-not-whole':
      return t.loss.dayNotWhole(loss.day, loss.seq);
    case 'setup-gone':
      return t.loss.setupGone(loss.version);
    case 'numbers-skipped':
      return t.loss.numbersSkipped(t.words[loss.word] ?? loss.word, loss.from, loss.to);
    case 'accounts-since':
      return t.loss.accountsSince(whenText(loss.at, offset));
  }
}

export function entryText(t: RecoveryMessages, entry: RecoveryEntry, offset: number): string {
  const { at, kind, ticket, window, account } = entry;
  return t.entry(whenText(at, offset), t.kinds[kind] ?? t.otherKind, ticket, window, account ?? '');
}

export function rowText(t: RecoveryMessages, row: RecoveryRow, offset: number): string {
  return t.entry(whenText(row.at, offset), t.kinds[row.kind] ?? t.otherKind, '', row.window, row.account ?? '');
}
