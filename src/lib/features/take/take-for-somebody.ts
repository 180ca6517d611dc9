import { estimateWait, peopleAhead, type Priority, type RefusalCode } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { hashToken, newToken } from '../kiosk/token.ts';
import type { PaperDesk } from '../printing/paper-desk.ts';
import { printTicket } from '../window/papers.ts';
import { shortCodeOf } from './short-code.ts';

export type TakeOutcome =
  | { ok: true; label: string }
  /** With a label: the number was given and only the paper is missing. */
  | { ok: false; code: RefusalCode | string; data?: Record<string, unknown> | undefined; label: string | null };

/** A number taken by staff for somebody without the means or the patience for a kiosk (A3). */
export async function takeForSomebody(
  hall: HallStore,
  papers: PaperDesk,
  wish: { code: string; priority: Priority; care: boolean },
): Promise<TakeOutcome> {
  const token = newToken();
  const tokenHash = hashToken(token);
  const taken = await hall.dispatch('take', { ...wish, tokenHash, channel: 'staff' });
  if (!taken.ok) return { ...taken, label: null };
  const { setup, session } = hall;
  const ticket = hall.decided.tickets.get(taken.value?.from ?? 0);
  if (!ticket || !setup || !session) return { ok: false, code: 'ticket-unknown', label: null };
  const ahead = peopleAhead(hall.decided, setup, ticket, hall.t);
  const estimate = estimateWait(hall.decided, ticket.queue, ahead);
  const printed = await printTicket(papers, setup, {
    ticket,
    token,
    publicUrl: session.publicUrl,
    shortCode: shortCodeOf(tokenHash),
    ahead,
    estimate: estimate ? { from: estimate.from, to: estimate.to } : null,
    takenAt: hall.now() - (hall.t - ticket.takenAt),
    practice: session.practice,
    device: session.staff?.account ?? '',
  });
  return printed.ok ? { ok: true, label: ticket.label } : { ok: false, code: printed.code, label: ticket.label };
}
