import { entryOf, estimateWait, labelOf, peopleAhead, type Priority, type RefusalCode } from '#lib/domain/index.ts';
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
  if (!hall.isUp && hall.series.letter !== null) return takeAlone(hall, papers, wish, token);
  const taken = await hall.dispatch('take', { ...wish, tokenHash, channel: 'staff' });
  // The hall may have given one: with the same token it is the same person's, and only one is called (TA4).
  const isCut = !taken.ok && taken.code === 'answer-lost' && !hall.isUp;
  if (isCut && hall.series.letter !== null) return takeAlone(hall, papers, wish, token);
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

/** Without the line: by this device's own series, stored before it is printed (TA2). */
async function takeAlone(
  hall: HallStore,
  papers: PaperDesk,
  wish: { code: string; priority: Priority; care: boolean },
  token: string,
): Promise<TakeOutcome> {
  const { setup, session } = hall;
  const queue = setup?.queues.find((candidate) => candidate.id === setup.routes[wish.code]);
  if (!setup || !session || !queue || !entryOf(setup, wish.code)) {
    return { ok: false, code: 'item-unroutable', label: null };
  }
  if (!(await papers.dateIsSure())) return { ok: false, code: 'date-unsure', label: null };
  const letter = queue.letter + (hall.series.letter ?? '');
  const number = await hall.series.nextTicketNumber(letter);
  if (!number.ok) return { ok: false, code: number.code, label: null };
  const tokenHash = hashToken(token);
  const takenAt = hall.now();
  const taken = await hall.dispatch('takeAlone', { ...wish, tokenHash, letter, number: number.value });
  if (!taken.ok) return { ...taken, label: null };
  const label = labelOf(letter, number.value);
  const printed = await printTicket(papers, setup, {
    ticket: { label, queue: queue.id, items: [wish.code], priority: wish.priority, care: wish.care },
    token,
    publicUrl: session.publicUrl,
    shortCode: shortCodeOf(tokenHash),
    ahead: 0,
    estimate: null,
    alone: true,
    takenAt,
    practice: session.practice,
    device: session.staff?.account ?? '',
  });
  return printed.ok ? { ok: true, label } : { ok: false, code: printed.code, label };
}
