import type { TicketSlipData } from '#lib/documents/index.ts';
import { clockText, dateOf } from '#lib/domain/shared/hall-time.ts';
import type { Setup } from '#lib/domain/setup/setup.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import { common } from '#lib/i18n/zh-CN/common.ts';
import { kiosk } from '#lib/i18n/zh-CN/kiosk.ts';
import { mattersOf, servicesOf } from './matters.ts';
import type { GivenTicket } from './ticket-taker.ts';
import { waitingFacts, type WaitingFacts } from './waiting-facts.ts';

export interface TicketPlace {
  name: string;
  nameEn: string;
  area: WaitingFacts['area'];
  windows: number[];
}

/** Where a ticket waits: one place for the screen and the paper. */
export function ticketPlace(setup: Setup, board: BoardView, code: string): TicketPlace | null {
  const matter = [...mattersOf(setup), ...servicesOf(setup)].find((candidate) => candidate.code === code);
  const facts = waitingFacts(setup, board, code);
  if (!matter || !facts) return null;
  return { name: matter.name, nameEn: matter.nameEn, area: facts.area, windows: facts.windows };
}

/** Papers are Chinese in every language of the screen. */
export function slipOf(
  ticket: GivenTicket,
  setup: Setup,
  board: BoardView,
  place: TicketPlace,
  link: string | null,
  device: string,
): TicketSlipData {
  const { takenAt } = ticket;
  return {
    hall: setup.hall.name,
    number: ticket.label,
    items: [place.name],
    area: [place.area.floor, place.area.name].filter(Boolean).join(' '),
    windows: common.windows(place.windows),
    ahead: ticket.ahead,
    estimate: ticket.estimate,
    alone: ticket.alone === true,
    takenAt: `${dateOf(takenAt, board.utcOffsetMinutes)} ${clockText(takenAt, board.utcOffsetMinutes)}`,
    priority: bookedMark(ticket, board.utcOffsetMinutes),
    maskedName: null,
    link,
    shortCode: ticket.shortCode,
    device: device === '' ? kiosk.title : device,
    care: ticket.care,
    practice: board.practice,
    reprint: ticket.prints - 1,
    width: 80,
  };
}

/** `预约 10:00`; a booking that came too late for its minute waits like everybody else. */
function bookedMark({ booking }: GivenTicket, utcOffsetMinutes: number): string | null {
  return booking?.for ? kiosk.bookedPrint(clockText(booking.for, utcOffsetMinutes)) : null;
}
