import type { I18n } from '#lib/i18n/i18n.svelte.ts';
import type { KioskMessages } from '#lib/i18n/zh-CN/kiosk.ts';
import type { KioskState } from './kiosk-state.svelte.ts';
import { ticketPlace } from './slip.ts';

/** What is on the screen, as somebody would read it out. */
export function screenText(kiosk: KioskState, i18n: I18n, messages: KioskMessages): string {
  const { taking, selected, facts, setup, board } = kiosk;
  const join = (names: string[]): string => names.join(i18n.t.comma);
  const name = (named: { name: string; nameEn: string }): string => i18n.pick(named, 'name');

  if (taking.phase === 'taken' && taking.ticket && setup && board) {
    const place = ticketPlace(setup, board, taking.ticket.code);
    const area = place ? messages.place(i18n.pick(place.area, 'floor'), i18n.pick(place.area, 'name'), '') : '';
    return messages.readTaken(
      [...taking.ticket.label].join(' '),
      messages.waitHere(area),
      taking.ticket.alone ? messages.noEstimate : messages.ahead(taking.ticket.ahead),
    );
  }
  if (kiosk.checkIn.isOpen) return messages.readCheckIn;
  if (selected && facts) {
    const { area, estimate, windows, ahead } = facts;
    return messages.readChosen(
      name(selected),
      messages.place(i18n.pick(area, 'floor'), i18n.pick(area, 'name'), i18n.t.windows(windows)),
      kiosk.isAlone ? messages.alone : messages.ahead(ahead),
      estimate && !kiosk.isAlone ? messages.usually(i18n.t.minutes(estimate.from, estimate.to)) : messages.noEstimate,
    );
  }
  const list = kiosk.list;
  if (list?.kind === 'all-events') return messages.readChoices(messages.otherMatters, join(kiosk.events.map(name)));
  if (list?.kind === 'event') {
    const event = kiosk.events.find((candidate) => candidate.id === list.id);
    return messages.readChoices(event ? messages.choicesOf(name(event)) : '', join(kiosk.choices.map(name)));
  }
  const home = [...kiosk.careEvents, ...kiosk.services].map(name);
  return messages.readHome(join([...home, messages.haveBooking, messages.otherMatters]));
}
