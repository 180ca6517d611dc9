import { openRatings, type HallState, type RatingOffer, type Setup } from '#lib/domain/index.ts';

/** A visit of today that may be rated, by what it is known as at the window: a number or a matter's last digits. */
export interface NamedOffer extends RatingOffer {
  label: string;
  isPickup: boolean;
}

/** Today's finished visits, the latest first. What was rated already only the hall knows. */
export function todaysOffers(state: HallState, setup: Setup): NamedOffer[] {
  const tickets = [...state.tickets.values()];
  const matters = [...state.matters.values()];
  const pickup = setup.windows.find(({ kind }) => kind === 'pickup')?.no ?? null;
  const labels = new Map<string, string>([
    ...tickets.map((ticket): [string, string] => [ticket.token, ticket.label]),
    ...matters.map((matter): [string, string] => [matter.dossier, matter.no.slice(-4)]),
  ]);
  const dossiers = new Set(matters.map((matter) => matter.dossier));
  return openRatings(tickets, matters, pickup)
    .map((offer) => ({ ...offer, label: labels.get(offer.visit) ?? '', isPickup: dossiers.has(offer.visit) }))
    .sort((a, b) => b.at - a.at);
}
