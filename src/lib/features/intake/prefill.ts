import { fieldAt, type FormDefinition } from '#lib/domain/index.ts';
import { bookingTexts } from '../papers/booking-case.ts';
import type { MatterForm } from './matter-form.svelte.ts';

/** Where a booking's name and phone belong, the first that the form has: nobody is asked twice (rules C33). */
const places: Record<'name' | 'phone', readonly string[]> = {
  // A company is booked for by somebody whose part in it is not known: only a form of one applicant takes the name.
  name: ['applicant.name'],
  phone: ['applicant.mobile', 'contact.mobile'],
};
const DONE = 'prefilled';

/** The dossier has come with what was said at the booking. */
export function isBooked({ room }: MatterForm): boolean {
  return room.text(bookingTexts.name) !== '' || room.text(bookingTexts.phone) !== '';
}

/** Fills in what was said at the booking, once: what a clerk has typed or emptied since stays. */
export function prefill({ room, form }: MatterForm): void {
  if (!form || room.isReadOnly || room.mark(DONE) === true) return;
  room.setMark(DONE, true);
  for (const what of ['name', 'phone'] as const) {
    const path = placeOf(form, places[what]);
    const given = room.text(bookingTexts[what]);
    if (path !== null && room.text(path) === '') room.editText(path, given);
  }
}

function placeOf(form: FormDefinition, paths: readonly string[]): string | null {
  return paths.find((path) => fieldAt(form, path) !== undefined) ?? null;
}
