import type { BookingReceipt, ReceiptView } from '#lib/domain/index.ts';

/** Octets of a line at most (RFC 5545, 3.1). */
const LINE = 75;

/**
 * A booking for the applicant's own calendar (RFC 5545): item, hall, place, time and short code. Nothing personal: the
 * file goes wherever its holder syncs it.
 */
export function calendarFile(
  view: Pick<ReceiptView, 'hall' | 'hallEn' | 'shortCode' | 'now'>,
  booking: BookingReceipt,
  language: 'zh-CN' | 'en',
): string {
  const isEnglish = language === 'en';
  const { area } = booking;
  const hall = isEnglish ? view.hallEn : view.hall;
  const place = isEnglish ? [area.floorEn, area.nameEn] : [area.floor, area.name];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//OneWindow//Booking//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${view.shortCode}@onewindow.invalid`,
    `SEQUENCE:${booking.moves}`,
    `DTSTAMP:${stamp(view.now)}`,
    `DTSTART:${stamp(booking.startsAt)}`,
    `DTEND:${stamp(booking.endsAt)}`,
    `SUMMARY:${escaped(`${isEnglish ? booking.nameEn : booking.name} · ${hall}`)}`,
    `LOCATION:${escaped([hall, ...place].filter(Boolean).join(' '))}`,
    `DESCRIPTION:${escaped(view.shortCode)}`,
    `STATUS:${booking.phase === 'cancelled' ? 'CANCELLED' : booking.phase === 'booked' ? 'CONFIRMED' : 'TENTATIVE'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** `20261124T010000Z` */
function stamp(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replace(/[-:]/g, '');
}

function escaped(value: string): string {
  return value.replace(/[\\;,]/g, (character) => `\\${character}`).replaceAll('\n', '\\n');
}

/** Breaks between characters, never inside one. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const character of line) {
    const bytes = Buffer.byteLength(character);
    // A continued line begins with a space, which counts.
    if (size + bytes > LINE) {
      parts.push(part);
      [part, size] = ['', 1];
    }
    part += character;
    size += bytes;
  }
  return [...parts, part].join('\r\n ');
}
