import type { HandoverSlipData, NoticeCommon } from '#lib/documents/index.ts';
import { clockTextOfT, maskPersonName, type HallDate, type Setup } from '#lib/domain/index.ts';
import { deskPapers as words } from '#lib/i18n/zh-CN/desk-papers.ts';
import { applicantKindOf, applicantOf, momentOf, type PaperCase } from './paper-case.ts';
import { slotName, slotNumber } from './slot-results.ts';

/** The results of one matter that go with a slip. */
export interface SentResults {
  paper: PaperCase;
  /** Slots that the department has sent. */
  slots: readonly string[];
}

/** Who carries the results over, and when. */
export interface SlipSender {
  department: string;
  account: string;
  /** `t` of the open day. */
  at: number;
}

/**
 * Document 15, 部门交接单（出件）: a department's results of one walk to the desk, one row a result.
 * The desk's side stays open until both have counted: it signs on the paper and confirms on its PC.
 */
export function handoverSlipData(
  sent: readonly SentResults[],
  sender: SlipSender,
  common: NoticeCommon,
  shelf: string,
): HandoverSlipData {
  return {
    ...common,
    matterNo: null,
    department: sender.department,
    rows: sent.flatMap(({ paper, slots }) =>
      slots.map((slot) => ({
        matterNo: paper.matter.no,
        applicant: applicantForList(paper),
        result: slotName(paper, slot),
        number: slotNumber(paper, slot),
        pieces: paper.matter.slots.find((entry) => entry.slot === slot)?.pieces ?? 0,
      })),
    ),
    deliveredBy: words.account(sender.account),
    deliveredAt: momentOf(sent[0]?.paper.day ?? '', sender.at),
    receivedBy: null,
    receivedAt: null,
    shelf: shelf === '' ? words.shelf : shelf,
  };
}

export function slipNumber(day: HallDate, t: number, account: string): string {
  return words.slipNumber(day, clockTextOfT(t).replace(':', ''), account);
}

export function departmentName(setup: Setup, id: string): string {
  return setup.departments.find((entry) => entry.id === id)?.name ?? id;
}

/** A company goes by its name; people are masked: the slip passes through many hands. */
function applicantForList(paper: PaperCase): string {
  const name = applicantOf(paper);
  return applicantKindOf(paper) === 'organization' ? name : maskPersonName(name);
}
