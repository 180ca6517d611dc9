import type { DocumentDescription, NoticeCommon } from '#lib/documents/index.ts';
import { applicantFullName, chosenItems, provisionalDocumentNumber } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { acceptanceNoticeData } from '../papers/acceptance.ts';
import { withBrought } from '../papers/brought-notice.ts';
import { commitmentData } from '../papers/commitment.ts';
import { materialsReceiptData } from '../papers/materials-receipt.ts';
import { noticeCommon, noticeNumber, receiptNumber, type PaperKey } from '../papers/notice-common.ts';
import { dayOf, paperCase, type PaperCase } from '../papers/paper-case.ts';
import { refusalNoticeData } from '../papers/refusal.ts';
import { supplementNoticeData, supplementReceiptData } from '../papers/supplement.ts';
import { toleranceData } from '../papers/tolerance.ts';
import { notCome, type Documents, type PaperDesk, type PrintOutcome, type PrintSheet } from '../printing/paper-desk.ts';
import type { MatterForm } from './matter-form.svelte.ts';

/** Papers of one matter at a window, in the order in which they come about. */
export const intakePapers = [
  'one-time-notice',
  'materials-receipt',
  'supplement',
  'supplement-receipt',
  'acceptance',
  'tolerance',
  'commitment',
  'refusal',
] as const satisfies readonly PaperKey[];
export type IntakePaper = (typeof intakePapers)[number];

/** Which papers a matter has: what has been decided, owed or promised. */
export function papersOf({ matter, content }: MatterForm): IntakePaper[] {
  if (!matter) return [];
  const ways = Object.values(content.materials).map((check) => check.way);
  const has: Record<IntakePaper, boolean> = {
    'one-time-notice': (matter.prints['one-time-notice'] ?? 0) > 0,
    'materials-receipt': matter.no !== '',
    supplement: matter.supplementNumber > 0,
    'supplement-receipt': matter.suppliedAt !== 0,
    acceptance: matter.acceptedAt !== 0,
    tolerance: matter.acceptedAt !== 0 && (matter.goodBy !== 0 || ways.includes('tolerated')),
    commitment: matter.acceptedAt !== 0 && ways.includes('promised'),
    refusal: matter.phase === 'notAccepted',
  };
  return intakePapers.filter((paper) => has[paper]);
}

/** Prints one paper of a matter as it stands now, and records that it was printed. */
export function printPaper(
  papers: PaperDesk,
  form: MatterForm,
  window: number,
  document: IntakePaper,
): Promise<PrintOutcome> {
  return papers.dated((print) => paperOf(print, form, window, document));
}

async function paperOf(
  print: PrintSheet,
  form: MatterForm,
  window: number,
  document: IntakePaper,
): Promise<PrintOutcome> {
  const { hall } = form;
  // Of a number that came from another window the form may still be on its way.
  if (form.matter && !(await hall.dossiers.forPaper(form.matter.dossier))) return notCome;
  const { setup, matter, content } = form;
  const paper = setup && matter ? paperCase(setup, matter, content, hall.proposed.day) : null;
  if (!paper || !matter) return { ok: false, code: 'setup-unknown' };
  const isProposed = hall.isOnTheWay('acceptAlone', matter.dossier);
  const sheets = await sheetsOf(hall, paper, window, document, isProposed);
  if (sheets.length === 0) return { ok: false, code: 'setup-unknown' };
  for (const [index, sheet] of sheets.entries()) {
    const outcome = await print([document, matter.no.slice(-4), index || ''].filter(Boolean).join('-'), sheet);
    if (!outcome.ok) return outcome;
  }
  const printed = isProposed && document === 'acceptance' ? 'acceptance-provisional' : document;
  await hall.dispatch('printedPaper', { dossier: matter.dossier, document: printed });
  return { ok: true };
}

const ofAcceptance: readonly IntakePaper[] = ['acceptance', 'tolerance', 'commitment'];

type Describe = (documents: Documents) => DocumentDescription;

/** One paper is one sheet, but the notice of tolerance, which comes with the promise to sign. */
async function sheetsOf(
  hall: HallStore,
  paper: PaperCase,
  window: number,
  document: IntakePaper,
  isProposed: boolean,
): Promise<Describe[]> {
  const { matter, content } = paper;
  const provisional = isProposed && ofAcceptance.includes(document);
  const documentNo = provisional ? provisionalOf(paper, document) : numberOf(paper, document);
  const key = provisional && document === 'acceptance' ? 'acceptance-provisional' : document;
  const common = await noticeCommon(hall, { content, matter, documentNo, document: key, window, provisional });
  if (!common) return [];
  switch (document) {
    case 'materials-receipt':
      return [(documents) => documents.materialsReceipt(materialsReceiptData(paper, common))];
    case 'acceptance':
      return [(documents) => documents.acceptanceNotice(acceptanceNoticeData(paper, common))];
    case 'refusal':
      return [(documents) => documents.refusalNotice(refusalNoticeData(paper, common))];
    case 'supplement':
      return [(documents) => documents.supplementNotice(supplementNoticeData(paper, common))];
    case 'supplement-receipt': {
      const data = supplementReceiptData(paper, common, numberOf(paper, 'supplement'));
      return [(documents) => documents.supplementReceipt(data)];
    }
    case 'tolerance': {
      const data = toleranceData(paper, common);
      return data
        ? [(documents) => documents.toleranceNotice(data), (documents) => documents.toleranceCommitment(data)]
        : [];
    }
    case 'commitment': {
      const data = commitmentData(paper, common);
      return data ? [(documents) => documents.commitmentLetter(data)] : [];
    }
    case 'one-time-notice':
      return toldSheet(paper, common);
  }
}

/** Document 2 with what was found of the papers that were brought and given back. */
async function toldSheet(paper: PaperCase, common: NoticeCommon): Promise<Describe[]> {
  const { noticeFromCatalogue } = await import('#lib/documents/index.ts');
  const { setup, matter, content, form } = paper;
  const { hall, consultationPhone, supervisionPhone, handler, issuedAt, practice, reprint } = common;
  const notice = noticeFromCatalogue(setup.catalogue, matter.code, {
    ...{ hall, consultationPhone, supervisionPhone, practice, reprint },
    ...{ link: null, shortCode: null, checksum: null, situation: null },
    toldBy: handler,
    toldTo: applicantFullName(form, content) || null,
    toldAt: issuedAt,
    chosenItems: chosenItems(form, content),
  });
  if (!notice.ok) return [];
  const data = withBrought(notice.value, setup, content, chosenItems(form, content));
  return [(documents) => documents.oneTimeNotice(data)];
}

/** 暂编号: the device's terminal part and its own count, until the hall has counted it (I14, MN4). */
function provisionalOf({ setup, matter, day }: PaperCase, document: IntakePaper): string {
  const word = document === 'acceptance' ? words.words.acceptance : words.words[document as 'tolerance' | 'commitment'];
  const [terminal = 0, count = 0] = matter.provisional.split('-').map(Number);
  const year = dayOf(day, matter.acceptedAt).slice(0, 4);
  return provisionalDocumentNumber(setup.numbers.short, word, year, terminal, count);
}

function numberOf({ setup, matter, day }: PaperCase, document: IntakePaper): string {
  const on = (t: number): string => dayOf(day, t);
  switch (document) {
    case 'materials-receipt':
      return receiptNumber(setup, words.words.receipt, matter.no);
    case 'supplement-receipt':
      return receiptNumber(setup, words.words.supplementReceipt, matter.no);
    case 'supplement':
      return noticeNumber(setup, words.words.supplement, on(matter.supplementAt), matter.supplementNumber);
    case 'acceptance':
      return noticeNumber(setup, words.words.acceptance, on(matter.acceptedAt), matter.number);
    case 'tolerance':
      return noticeNumber(setup, words.words.tolerance, on(matter.acceptedAt), matter.number);
    case 'commitment':
      return noticeNumber(setup, words.words.commitment, on(matter.acceptedAt), matter.number);
    case 'refusal':
      return noticeNumber(setup, words.words.refusal, on(matter.closedAt), matter.number);
    case 'one-time-notice':
      return '';
  }
}
