import { describe, expect, test } from 'vitest';
import { emptyContent, type Booking, type DossierContent } from '#lib/domain/index.ts';
import type { NoticeCommon } from '#lib/documents/index.ts';
import type { BookingCase } from '#lib/features/papers/booking-case.ts';
import { bookingVoucherData } from '#lib/features/papers/booking-voucher.ts';
import { extendedServiceData } from '#lib/features/papers/extended-service.ts';
import { DAY, hallSetup } from './domain/test-hall.ts';

const MINUTE = 60_000;
const common: NoticeCommon = {
  hall: '滨江市政务服务中心',
  documentNo: 'M8D4R3WP',
  provisional: false,
  matterNo: null,
  issuedAt: `${DAY} 10:06`,
  handler: '工号0317　3号窗口',
  consultationPhone: '0999-8800123',
  supervisionPhone: '0999-8800199',
  link: null,
  shortCode: null,
  checksum: null,
  practice: false,
  reprint: 0,
};
const booking: Booking = {
  id: 7,
  code: 'YJS-01',
  date: '2026-11-24',
  at: 540,
  until: 570,
  window: 3,
  service: 'ordinary',
  reason: '',
  dossier: 'd'.repeat(22),
  token: 't'.repeat(22),
  channel: 'phone',
  phase: 'booked',
  bookedAt: 606 * MINUTE,
  bookedBy: 0,
  moves: 0,
  answerBy: 0,
  account: '',
  department: '',
  escalatedAt: 0,
  escalatedBy: 0,
  chases: 0,
  ticket: 0,
  arrivedAt: 0,
  startedAt: 0,
  endedAt: 0,
  prints: {},
};
const content = (marks: Record<string, unknown> = {}, texts: Record<string, string> = {}): DossierContent => ({
  ...emptyContent(),
  texts: { 'booking.name': '罗秋实', 'booking.phone': '18612344410', ...texts },
  marks,
});
const paper = (change: Partial<Booking> = {}, of = content()): BookingCase => ({
  setup: hallSetup(),
  booking: { ...booking, ...change },
  content: of,
  day: DAY,
});

describe('document 13, 预约凭证', () => {
  test('[B6] time, place and what to bring; the name masked, the phone nowhere', () => {
    const data = bookingVoucherData(paper(), common);
    expect(data).toMatchObject({
      kind: 'ordinary',
      person: '罗*',
      items: ['企业开办一件事'],
      day: '2026-11-24',
      from: '09:00',
      to: '09:30',
      place: '一层A区　3号窗口',
      tentative: false,
      becameOrdinary: false,
    });
    expect(data.remember).toContain('公司章程（原件1份）');
    expect(JSON.stringify(data)).not.toMatch(/罗秋实|18612344410|4410/);
  });

  test('what an earlier stage brings is not asked for', () => {
    expect(bookingVoucherData(paper(), common).remember.join()).not.toContain('营业执照');
  });

  test('[B2] a holiday service that became an ordinary booking says so', () => {
    const asked = content({ asked: 'holiday' });
    expect(bookingVoucherData(paper({}, asked), common).becameOrdinary).toBe(true);
    expect(bookingVoucherData(paper({ service: 'holiday' }, asked), common)).toMatchObject({
      kind: 'holiday',
      tentative: false,
      becameOrdinary: false,
    });
  });

  test('without a name it still says whose place it is', () => {
    expect(bookingVoucherData(paper({}, emptyContent()), common).person).toBe('（未填姓名）');
  });
});

describe('document 14, 延时服务登记单', () => {
  const extended: Partial<Booking> = {
    service: 'extended',
    reason: 'special',
    date: DAY,
    at: 1050,
    until: 1095,
    account: '0317',
  };

  test('[B3] asked at, agreed until, who serves, why', () => {
    const data = extendedServiceData(paper(extended, content({}, { note: '外地赶来' })), common, '');
    expect(data).toMatchObject({
      applicant: '罗秋实',
      askedAt: `${DAY} 10:06`,
      reason: '特殊原因：外地赶来',
      agreedUntil: `${DAY} 18:15`,
      clerk: '工号0317',
      reassigned: null,
      startedAt: null,
      endedAt: null,
      signature: null,
    });
  });

  test('[B5] who handed it to the chief representative, why, and who was assigned', () => {
    const of = content({ assignedBy: '0201' }, { 'booking.escalation': '要去法院' });
    const data = extendedServiceData(paper({ ...extended, escalatedAt: 1 }, of), common, '0318');
    expect(data.reassigned).toEqual({
      from: '工号0318',
      to: '工号0317',
      reason: '要去法院',
      chief: '工号0201',
    });
  });

  test('[B7] when it really began and ended, also after midnight has moved the day', () => {
    const served = { ...extended, startedAt: 1051 * MINUTE, endedAt: 1090 * MINUTE };
    expect(extendedServiceData(paper(served), common, '')).toMatchObject({
      startedAt: `${DAY} 17:31`,
      endedAt: `${DAY} 18:10`,
    });
    const yesterday = { ...extended, bookedAt: 606 * MINUTE - 24 * 60 * MINUTE };
    expect(extendedServiceData(paper(yesterday), common, '').askedAt).toBe('2026-11-22 10:06');
  });
});
