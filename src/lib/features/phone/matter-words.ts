import type { MatterReceipt } from '#lib/domain/views/receipt-wire.ts';
import type { ProgressMessages } from '#lib/i18n/zh-CN/progress.ts';

/** The one thing to do now, as the sill says it. */
export function sillWords(t: ProgressMessages, matter: MatterReceipt): string {
  switch (matter.phase) {
    case 'draft':
    case 'received':
      return t.sillChecking;
    case 'supplement':
      return t.sillSupplement;
    case 'notAccepted':
      return t.sillRefused;
    case 'closed':
      return t.sillClosed;
    case 'accepted':
    case 'decided':
      if (matter.readyAt > 0) return t.sillReady(matter.pickup.window);
      if (matter.owed.length > 0) return t.sillSupplement;
      return matter.slots.length > 0 ? t.sillNothing : t.sillNoSlots;
  }
}

/** A matter's state in a word, for the list of several. */
export function shortState(t: ProgressMessages, matter: MatterReceipt): string {
  if (matter.readyAt > 0) return t.ready;
  switch (matter.phase) {
    case 'draft':
      return t.begun;
    case 'received':
      return t.received;
    case 'supplement':
      return t.supplement;
    case 'notAccepted':
      return t.notAccepted;
    case 'accepted':
      return t.accepted;
    case 'decided':
      return matter.handedAt > 0 ? t.partlyCollected : t.closed;
    case 'closed':
      return matter.slots.length > 0 ? t.collected : t.closed;
  }
}

/** `123 456`: six digits as people say them. */
export function groupPickupCode(code: string): string {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
