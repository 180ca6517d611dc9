import {
  askedMaterials,
  chosenItems,
  entryOf,
  formOf,
  materialRules,
  type Booking,
  type DossierContent,
  type HallDate,
  type Setup,
} from '#lib/domain/index.ts';
import { bookingPapers as words } from '#lib/i18n/zh-CN/booking-papers.ts';

/** What a booking's papers are built from. `day`: the open day, from whose midnight its times are told. */
export interface BookingCase {
  setup: Setup;
  booking: Booking;
  content: DossierContent;
  day: HallDate;
}

/** Texts of a booking's dossier: who booked, and the words for a service outside hours. */
export const bookingTexts = {
  name: 'booking.name',
  phone: 'booking.phone',
  note: 'note',
  escalation: 'booking.escalation',
} as const;

/** Marks of a booking's dossier beside `token`: the service that was asked for, and the chief representative who assigned. */
export const bookingMarks = { asked: 'asked', assignedBy: 'assignedBy' } as const;

export function textOf({ content }: Pick<BookingCase, 'content'>, field: keyof typeof bookingTexts): string {
  return (content.texts[bookingTexts[field]] ?? '').trim();
}

export function nameOfEntry(setup: Setup, code: string): string {
  return entryOf(setup, code)?.name ?? code;
}

/** Area and window, `一层A 区　3号窗口`. */
export function bookingPlace({ setup, booking }: Pick<BookingCase, 'setup' | 'booking'>): string {
  const window = setup.windows.find(({ no }) => no === booking.window);
  const queue = setup.queues.find(({ id }) => id === setup.routes[booking.code]);
  const area = setup.areas.find(({ id }) => id === (window?.area ?? queue?.area));
  return words.place(area?.floor ?? '', area?.name ?? '', booking.window);
}

/** What the item asks for while nothing has been filled in; what a form or an earlier stage covers is left out. */
export function materialsToBring(setup: Setup, code: string, content: DossierContent): string[] {
  const form = formOf(setup, code);
  if (!form) return [];
  const rules = materialRules(setup, code, content, chosenItems(form, content));
  return askedMaterials(rules)
    .filter((rule) => rule.required)
    .map(({ name, form: shape, copies }) => words.material(name, shape, copies));
}
