import type { Matter } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { deliveryProofData, proofNumber } from '../papers/delivery-proof.ts';
import { noticeCommon } from '../papers/notice-common.ts';
import { paperCase, type PaperCase } from '../papers/paper-case.ts';
import { pickupNoticeData, pickupNoticeNumber } from '../papers/pickup-notice.ts';
import { notCome, type PaperDesk, type PrintOutcome, type PrintSheet } from '../printing/paper-desk.ts';

const unknown: PrintOutcome & { ok: false } = { ok: false, code: 'setup-unknown' };

/** `isProvisional`: the hall has not counted the handover yet; unless told otherwise, while it is on its way. */
interface ProofWish {
  window: number;
  isProvisional?: boolean;
}

/** Document 10 of the last handover, signed on the pad. */
export function printProof(papers: PaperDesk, hall: HallStore, matter: Matter, wish: ProofWish): Promise<PrintOutcome> {
  return papers.dated((print) => proofOf(print, hall, matter, wish));
}

async function proofOf(
  print: PrintSheet,
  hall: HallStore,
  matter: Matter,
  { window, isProvisional = hall.isOnTheWay('handOver', matter.dossier) }: ProofWish,
): Promise<PrintOutcome> {
  const found = await caseOf(hall, matter);
  if (!found.ok) return found;
  const paper = found.value;
  const documentNo = proofNumber(paper);
  const document = 'delivery-proof';
  const common = await noticeCommon(hall, {
    content: paper.content,
    matter,
    documentNo,
    provisional: isProvisional,
    document,
    window,
    prints: printsOfProof(matter),
  });
  if (!common) return unknown;
  const deliverer = hall.proposed.staff.get(matter.handedBy) ?? hall.session?.staff?.account ?? '';
  const data = deliveryProofData(paper, common, { window, deliverer });
  const outcome = await print(documentNo, (documents) => documents.deliveryProof(data));
  if (outcome.ok) await hall.dispatch('printedPaper', { dossier: matter.dossier, document });
  return outcome;
}

/** Document 9, in the usual or the big type. */
export function printPickupNotice(
  papers: PaperDesk,
  hall: HallStore,
  matter: Matter,
  wish: PickupNoticeWish,
): Promise<PrintOutcome> {
  return papers.dated((print) => pickupNoticeOf(print, hall, matter, wish));
}

interface PickupNoticeWish {
  window: number;
  care: boolean;
}

async function pickupNoticeOf(
  print: PrintSheet,
  hall: HallStore,
  matter: Matter,
  { window, care }: PickupNoticeWish,
): Promise<PrintOutcome> {
  const found = await caseOf(hall, matter);
  if (!found.ok) return found;
  const paper = found.value;
  const documentNo = pickupNoticeNumber(paper);
  const document = 'pickup-notice';
  const common = await noticeCommon(hall, { content: paper.content, matter, documentNo, document, window });
  if (!common) return unknown;
  const data = pickupNoticeData(paper, common, { window, care });
  const outcome = await print(documentNo, (documents) => documents.pickupNotice(data));
  if (outcome.ok) await hall.dispatch('printedPaper', { dossier: matter.dossier, document });
  return outcome;
}

/** A matter that was collected in several walks has a proof for each: the ledger counts them together. */
function printsOfProof(matter: Matter): number {
  return Math.max(0, (matter.prints['delivery-proof'] ?? 0) - (matter.handovers - 1));
}

async function caseOf(
  hall: HallStore,
  matter: Matter,
): Promise<{ ok: true; value: PaperCase } | (PrintOutcome & { ok: false })> {
  const content = await hall.dossiers.forPaper(matter.dossier);
  if (!content) return notCome;
  const setup = hall.setupAt(matter.setup) ?? hall.setup;
  const value = setup && paperCase(setup, matter, content, hall.proposed.day);
  return value ? { ok: true, value } : unknown;
}
