import type { DeliveryProofData, NoticeCommon } from '#lib/documents/index.ts';
import { maskMiddle, pickupCheckOf, type Slot } from '#lib/domain/index.ts';
import { deskPapers as words } from '#lib/i18n/zh-CN/desk-papers.ts';
import { noticeNumber } from './notice-common.ts';
import { applicantOf, dayOf, momentOf, type PaperCase } from './paper-case.ts';
import { deskPlace } from './pickup-notice.ts';
import { slotName, slotNumber } from './slot-results.ts';

/**
 * Document 10, 送达回证, of one handover: what left the desk at that moment, to whom, and their
 * signature. `deliverer`: the account of who handed over.
 */
export function deliveryProofData(
  paper: PaperCase,
  common: NoticeCommon,
  { window, deliverer }: { window: number; deliverer: string },
): DeliveryProofData {
  const { setup, matter, content, day } = paper;
  const check = pickupCheckOf(content);
  const signature = content.signatures['pickup'];
  const handedAt = momentOf(day, matter.handedAt);
  const out = handedSlots(matter.slots, matter.handedAt);
  const isAgent = matter.handedTo === 'agent' && check !== null;
  return {
    ...common,
    recipient: applicantOf(paper),
    results: out.map((slot) => ({
      name: slotName(paper, slot.slot),
      number: slotNumber(paper, slot.slot),
      pieces: slot.pieces,
      condition: words.condition[slot.condition],
    })),
    place: `${setup.hall.name}　${deskPlace(setup, window)}`,
    method: isAgent ? 'entrusted' : 'direct',
    waybill: null,
    deliveredAt: handedAt,
    proxy: isAgent
      ? {
          name: maskMiddle(check.name),
          identity: check.identityMasked,
          relation: check.relation,
          authorization: check.authorisation || words.original(content.materials.poa?.copies ?? 1),
        }
      : null,
    signature:
      signature && signature.strokes.length > 0 ? { strokes: signature.strokes, aspect: signature.aspect } : null,
    signedAt: signature && signature.strokes.length > 0 ? handedAt : null,
    deliverers: [words.account(deliverer)],
    witness: null,
    remarks: remarksOf(paper, out),
  };
}

/** `滨政务送字〔2026〕第000087号`: as the hall counted it, else (cut off) as this device expects it. */
export function proofNumber({ setup, matter, day }: PaperCase): string {
  return noticeNumber(setup, words.words.proof, dayOf(day, matter.handedAt), matter.proof);
}

/** What left together: a matter that was collected in two walks has a proof for each. */
function handedSlots(slots: readonly Slot[], handedAt: number): Slot[] {
  return slots.filter((slot) => slot.phase === 'out' && slot.outAt === handedAt);
}

function remarksOf(paper: PaperCase, out: readonly Slot[]): string {
  const lines = [
    ...(paper.matter.handedWitness === '' ? [] : [words.emergency(paper.matter.handedWitness)]),
    ...paper.matter.slots
      .filter((slot) => slot.waived && slot.phase !== 'out')
      .map((slot) => words.waived(slotName(paper, slot.slot))),
    ...out.filter((slot) => slot.condition === 'damaged').map((slot) => words.damaged(slotName(paper, slot.slot))),
  ];
  return lines.length === 0 ? '' : words.remarks(lines);
}
