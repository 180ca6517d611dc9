import type { BookingVoucherData, NoticeCommon } from '#lib/documents/index.ts';
import { clockTextOfT, maskApplicant, MINUTE } from '#lib/domain/index.ts';
import { bookingPapers as words } from '#lib/i18n/zh-CN/booking-papers.ts';
import { bookingMarks, materialsToBring, nameOfEntry, bookingPlace, textOf, type BookingCase } from './booking-case.ts';

/** Document 13, 预约凭证: it says the time, the place, what to bring, and that nothing is charged for it (rules B6). */
export function bookingVoucherData(paper: BookingCase, common: NoticeCommon, isTentative = false): BookingVoucherData {
  const { setup, booking, content } = paper;
  const name = textOf(paper, 'name');
  return {
    ...common,
    kind: booking.service === 'holiday' || booking.service === 'extra' ? booking.service : 'ordinary',
    person: name === '' ? words.unnamed : maskApplicant(name),
    items: [nameOfEntry(setup, booking.code)],
    day: booking.date,
    from: clockTextOfT(booking.at * MINUTE),
    to: clockTextOfT(booking.until * MINUTE),
    place: bookingPlace(paper),
    remember: materialsToBring(setup, booking.code, content),
    tentative: isTentative,
    becameOrdinary: booking.service === 'ordinary' && content.marks[bookingMarks.asked] === 'holiday',
  };
}
