import type { NoticeCommon, PickupNoticeData } from '#lib/documents/index.ts';
import {
  addDays,
  clockTextOfT,
  dateOfMinute,
  hallMinute,
  maskedApplicant,
  MINUTE,
  type HallWindow,
  type Setup,
} from '#lib/domain/index.ts';
import { deskPapers as words } from '#lib/i18n/zh-CN/desk-papers.ts';
import { noticeNumber } from './notice-common.ts';
import { dayOf, matterName, type PaperCase } from './paper-case.ts';
import { slotName, slotNumber } from './slot-results.ts';

/** Document 9, 领取通知: what is ready, where, until when, by which code; also in big type. */
export function pickupNoticeData(
  paper: PaperCase,
  common: NoticeCommon,
  { window, care }: { window: number; care: boolean },
): PickupNoticeData {
  const { setup, form, matter, content, day } = paper;
  return {
    ...common,
    matter: matterName(paper),
    recipient: maskedApplicant(form, content),
    results: matter.slots
      .filter((slot) => slot.phase === 'in')
      .map((slot) => ({
        name: slotName(paper, slot.slot),
        detail: slotNumber(paper, slot.slot),
        pieces: slot.pieces,
      })),
    place: deskPlace(setup, window),
    openHours: openHours(setup),
    keepUntil:
      matter.readyAt === 0
        ? null
        : addDays(dateOfMinute(hallMinute(day, Math.floor(matter.readyAt / MINUTE))), setup.service.keepDays),
    pickupCode: matter.pickupCode === '' ? null : matter.pickupCode,
    bring: [],
    care,
  };
}

/** One notice for a matter: it is numbered as the acceptance was, under its own word. */
export function pickupNoticeNumber({ setup, matter, day }: PaperCase): string {
  return noticeNumber(setup, words.words.pickup, dayOf(day, matter.acceptedAt), matter.number);
}

/** `一层B 区　16号窗口` */
export function deskPlace(setup: Setup, no: number): string {
  const window: HallWindow | undefined = setup.windows.find((entry) => entry.no === no);
  const area = setup.areas.find((entry) => entry.id === window?.area);
  return words.place(area?.floor ?? '', area?.name ?? '', no);
}

export function openHours(setup: Setup): string {
  const sessions = setup.hours.map(([from, to]) => `${clockTextOfT(from * MINUTE)}–${clockTextOfT(to * MINUTE)}`);
  return words.sentence([words.hours(sessions), words.extended]);
}
