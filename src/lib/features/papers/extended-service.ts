import type { ExtendedServiceFormData, NoticeCommon } from '#lib/documents/index.ts';
import { clockTextOfT, MINUTE } from '#lib/domain/index.ts';
import { bookingPapers as words } from '#lib/i18n/zh-CN/booking-papers.ts';
import { bookingMarks, nameOfEntry, textOf, type BookingCase } from './booking-case.ts';
import { momentOf } from './paper-case.ts';

/**
 * Document 14, 延时服务登记单: asked, agreed until, who serves, and who had to hand it on (rules B3, B5).
 * `escalatedBy`: the account that handed it to the chief representative, '' where nobody did.
 */
export function extendedServiceData(
  paper: BookingCase,
  common: NoticeCommon,
  escalatedBy: string,
): ExtendedServiceFormData {
  const { setup, booking, content, day } = paper;
  const signature = content.signatures['service'];
  const assignedBy = content.marks[bookingMarks.assignedBy];
  const clerk = booking.account === '' ? words.nobody : words.clerk(booking.account);
  return {
    ...common,
    applicant: textOf(paper, 'name') || words.unnamed,
    items: [nameOfEntry(setup, booking.code)],
    askedAt: momentOf(day, booking.bookedAt),
    reason: words.reason(booking.reason === '' ? '' : words.reasons[booking.reason], textOf(paper, 'note')),
    agreedUntil: `${booking.date} ${clockTextOfT(booking.until * MINUTE)}`,
    clerk,
    reassigned:
      escalatedBy === ''
        ? null
        : {
            from: words.clerk(escalatedBy),
            to: clerk,
            reason: textOf(paper, 'escalation') || words.escalated,
            chief: words.chief(typeof assignedBy === 'string' ? assignedBy : ''),
          },
    startedAt: booking.startedAt === 0 ? null : momentOf(day, booking.startedAt),
    endedAt: booking.endedAt === 0 ? null : momentOf(day, booking.endedAt),
    signature: signature ? { strokes: signature.strokes, aspect: signature.aspect } : null,
  };
}
