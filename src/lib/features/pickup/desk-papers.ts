import type { Matter } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { deliveryProofData, proofNumber } from '../papers/delivery-proof.ts';
import { noticeCommon } from '../papers/notice-common.ts';
import { paperCase, type PaperCase } from '../papers/paper-case.ts';
import { pickupNoticeData, pickupNoticeNumber } from '../papers/pickup-notice.ts';
import { notCome, type PaperDesk, type PrintOutcome } from '../printing/paper-desk.ts';

const unknown: PrintOutcome & { ok: false } = { ok: false, code: 'setup-unknown' };

/** Document 10 of the last handover, signed on the pad. `isProvisional`: the hall has not counted it yet. */
export async function printProof(
  papers: PaperDesk,
  hall: HallStore,
  matter: Matter,
  { window, isProvisional }: { window: number; isProvisional: boolean },
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
  const outcome = await papers.print(documentNo, (documents) => documents.deliveryProof(data));
  if (outcome.ok) await hall.dispatch('printedPaper', { dossier: matter.dossier, document });
  return outcome;
}

/** Document 9, in the usual or the big type. */
export async function printPickupNotice(
  papers: PaperDesk,
  hall: HallStore,
  matter: Matter,
  { window, care }: { window: number; care: boolean },
): Promise<PrintOutcome> {
  const found = await caseOf(hall, matter);
  if (!found.ok) return found;
  const paper = found.value;
  const documentNo = pickupNoticeNumber(paper);
  const document = 'pickup-notice';
  const common = await noticeCommon(hall, { content: paper.content, matter, documentNo, document, window });
  if (!common) return unknown;
  const data = pickupNoticeData(paper, common, { window, care });
  const outcome = await papers.print(documentNo, (documents) => documents.pickupNotice(data));
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
