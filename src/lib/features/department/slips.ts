import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { departmentName, handoverSlipData, slipNumber, type SentResults } from '../papers/handover-slip.ts';
import { noticeCommon } from '../papers/notice-common.ts';
import { paperCase } from '../papers/paper-case.ts';
import { notCome, type PaperDesk, type PrintOutcome, type PrintSheet } from '../printing/paper-desk.ts';
import type { DepartmentRow } from './department-work.ts';

const SLIP = 'slip:';

/**
 * Document 15 for one row or for all that go over in one walk. Of a single row a second print is a
 * reprint of the same slip, counted by its number on this device: a matter's own count is of all its
 * departments. For several rows it is a slip of its own.
 */
export function printSlip(
  papers: PaperDesk,
  hall: HallStore,
  rows: readonly DepartmentRow[],
  isAgain = false,
): Promise<PrintOutcome> {
  return papers.dated((print) => slipOf(print, hall, rows, isAgain));
}

async function slipOf(
  print: PrintSheet,
  hall: HallStore,
  rows: readonly DepartmentRow[],
  isAgain: boolean,
): Promise<PrintOutcome> {
  const { setup, session } = hall;
  const account = session?.staff?.account;
  const department = session?.staff?.department;
  const day = hall.decided.day;
  const sent: SentResults[] = [];
  let at = 0;
  for (const {
    matter: { dossier },
    part,
  } of rows) {
    const matter = hall.proposed.matters.get(hall.proposed.mattersByDossier.get(dossier) ?? 0);
    const rules = matter && (hall.setupAt(matter.setup) ?? setup);
    if (!matter || !rules) continue;
    const content = await hall.dossiers.forPaper(dossier);
    if (!content) return notCome;
    const paper = paperCase(rules, matter, content, day);
    const index = matter.parts.findIndex((candidate) => candidate.item === part.item);
    const slots = matter.slots.filter((slot) => slot.part === index && slot.sentAt !== 0);
    if (!paper || slots.length === 0) continue;
    at = Math.max(at, ...slots.map((slot) => slot.sentAt));
    sent.push({ paper, slots: slots.map((slot) => slot.slot) });
  }
  const [only] = sent;
  if (!setup || account === undefined || !department || !only) return { ok: false, code: 'slot-unknown' };
  const isOne = sent.length === 1;
  const t = isOne ? at : hall.t;
  const documentNo = slipNumber(day, t, account);
  const counted = isOne ? ((await hall.recall<number>(SLIP + documentNo)) ?? 0) : 0;
  const prints = Math.max(counted, isAgain && isOne ? 1 : 0);
  const common = await noticeCommon(hall, {
    content: null,
    matter: null,
    documentNo,
    document: 'handover-slip',
    window: 0,
    prints,
  });
  if (!common) return { ok: false, code: 'setup-unknown' };
  const shelf = isOne ? only.paper.matter.shelf : '';
  const sender = { department: departmentName(setup, department), account, at: t };
  const data = handoverSlipData(sent, sender, common, shelf);
  const outcome = await print(documentNo, (documents) => documents.handoverSlip(data));
  if (outcome.ok) {
    await hall.remember(SLIP + documentNo, prints + 1).catch(() => undefined);
    for (const { paper } of sent)
      await hall.dispatch('printedPaper', { dossier: paper.matter.dossier, document: 'handover-slip' });
  }
  return outcome;
}
