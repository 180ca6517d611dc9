import { describe, expect, test } from 'vitest';
import type { NoticeCommon } from '#lib/documents/index.ts';
import { formOf, type DossierContent, type PickupCheck } from '#lib/domain/index.ts';
import { deliveryProofData, proofNumber } from '#lib/features/papers/delivery-proof.ts';
import { handoverSlipData, slipNumber } from '#lib/features/papers/handover-slip.ts';
import { paperCase, type PaperCase } from '#lib/features/papers/paper-case.ts';
import { pickupNoticeData, pickupNoticeNumber } from '#lib/features/papers/pickup-notice.ts';
import { fieldsOfSlot, piecesOfResult, slotNumber } from '#lib/features/papers/slot-results.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { pickupDesk, TestHall } from './domain/test-hall.ts';

const common: NoticeCommon = {
  hall: '滨江市政务服务中心',
  documentNo: '',
  provisional: false,
  matterNo: null,
  issuedAt: '2026-11-23 10:06',
  handler: '工号0601　16号窗口',
  consultationPhone: '0999-8800120',
  supervisionPhone: '0999-8800123',
  link: null,
  shortCode: null,
  checksum: null,
  practice: false,
  reprint: 0,
};

const check: PickupCheck = {
  by: 'agent',
  name: '王示例',
  identityMasked: '110000********0033',
  relation: '公司员工',
  authorisation: '',
  authorisationUntil: '',
  checkedBy: '0601',
  checkedAt: 1,
};

/** Accepted with four slots; the registry has decided and sent its licence. */
function sent(): TestMatter {
  const hall = new TestHall();
  clock(hall, '10:06');
  const matter = new TestMatter(hall).open(withEverything).receive().accept();
  clock(hall, '11:30');
  return matter.decide('QY-01');
}

function ready(): TestMatter {
  const matter = sent();
  for (const item of ['QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07']) matter.decide(item);
  clock(matter.hall, '14:20');
  for (const slot of ['licence', 'seal', 'invoice', 'tax_device']) matter.confirm(slot);
  return matter;
}

function caseOf(matter: TestMatter, change?: (content: DossierContent) => void): PaperCase {
  const content = structuredClone(matter.content);
  change?.(content);
  const paper = paperCase(matter.hall.setup, matter.matter, content, matter.hall.state.day);
  if (!paper) throw new Error('no case');
  return paper;
}

describe('what a result is called on papers', () => {
  test('a field whose condition names a slot belongs to that slot alone; dates and counts are no numbers', () => {
    const paper = caseOf(ready());
    const keys = (slot: string) => fieldsOfSlot(paper, slot).map(({ field }) => field.key);
    expect(keys('invoice')).toEqual(['invoiceRange']);
    expect(keys('tax_device')).toEqual(['deviceNo']);
    expect(keys('licence')).toEqual(['uscc', 'copies']);
    expect(slotNumber(paper, 'licence')).toBe('91000000MA0000000N，正本1、副本1');
    expect(slotNumber(paper, 'seal')).toBe('1100000000001等2个');
    expect(piecesOfResult(paper, 'seal')).toBe(4);
    expect(piecesOfResult(paper, 'licence')).toBeNull();
  });

  test('an item without a form of its own: the general number, and its pieces by slot', () => {
    const hall = new TestHall();
    const form = formOf(hall.setup, 'XK-01');
    if (!form) throw new Error('no form');
    const content = caseOf(sent()).content;
    const [slot = ''] = Object.keys(form.slots ?? {});
    content.texts['result/XK-01/resultNo'] = '示许2026000001';
    content.texts[`result/XK-01/pieces.${slot}`] = '2';
    expect(slotNumber({ setup: hall.setup, form, content }, slot)).toBe('示许2026000001');
    expect(piecesOfResult({ form, content }, slot)).toBe(2);
  });
});

describe('document 15', () => {
  test('one row a result, the desk side open, a company by its name', () => {
    const paper = caseOf(sent());
    const data = handoverSlipData(
      [{ paper, slots: ['licence'] }],
      { department: '市场监督管理局', account: '0501', at: (11 * 60 + 30) * 60_000 },
      { ...common, documentNo: slipNumber(paper.day, (11 * 60 + 30) * 60_000, '0501') },
      '',
    );
    expect(data).toMatchObject({
      documentNo: '交20261123-1130-0501',
      department: '市场监督管理局',
      deliveredBy: '工号0501',
      deliveredAt: '2026-11-23 11:30',
      receivedBy: null,
      receivedAt: null,
      rows: [
        {
          matterNo: paper.matter.no,
          applicant: '示例市云杉商贸有限公司',
          result: '营业执照',
          number: '91000000MA0000000N，正本1、副本1',
          pieces: 1,
        },
      ],
    });
  });
});

describe('document 9', () => {
  test('everything ready, where and until when, by which code; the recipient masked', () => {
    const paper = caseOf(ready());
    const data = pickupNoticeData(paper, common, { window: 16, care: true });
    expect(data.results.map(({ name, pieces }) => [name, pieces])).toEqual([
      ['营业执照', 1],
      ['印章', 1],
      ['发票', 1],
      ['税控设备', 1],
    ]);
    expect(data).toMatchObject({ care: true, keepUntil: '2026-12-23', pickupCode: paper.matter.pickupCode });
    expect(data.place).toContain('16号窗口');
    expect(data.openHours).toBe('工作日08:30–12:00、14:00–17:30，其他时间可预约延时服务，不另收费用');
    expect(data.recipient).not.toBe('示例市云杉商贸有限公司');
    expect(pickupNoticeNumber(paper)).toMatch(/^滨政务领字〔2026〕第\d{6}号$/);
  });
});

describe('document 10', () => {
  const signed = (content: DossierContent): void => {
    content.marks['pickup'] = check;
    content.signatures['pickup'] = { strokes: [[0.1, 0.1, 0.9, 0.9]], aspect: 2, by: '0601', at: 1 };
  };

  test('an agent: masked, with relation and authorisation; the whole bundle, signed at the handover', () => {
    const matter = ready();
    clock(matter.hall, '15:10');
    matter.hall.must('handOver', { dossier: matter.dossier, by: 'agent' }, pickupDesk);
    const paper = caseOf(matter, signed);
    const data = deliveryProofData(paper, common, { window: 16, deliverer: '0601' });
    expect(data).toMatchObject({
      recipient: '示例市云杉商贸有限公司',
      method: 'entrusted',
      deliveredAt: '2026-11-23 15:10',
      signedAt: '2026-11-23 15:10',
      proxy: { name: '王*例', identity: '110000********0033', relation: '公司员工', authorization: '原件1份' },
      signature: { strokes: [[0.1, 0.1, 0.9, 0.9]], aspect: 2 },
      deliverers: ['工号0601'],
      remarks: '',
    });
    expect(data.results).toHaveLength(4);
    expect(JSON.stringify(data)).not.toContain('110000197803030033');
    expect(proofNumber(paper)).toBe('滨政务送字〔2026〕第000001号');
  });

  test('collected without one, which follows: the first proof says so, the second lists it alone', () => {
    const matter = sent().confirm('licence');
    for (const slot of ['seal', 'invoice', 'tax_device']) {
      matter.hall.must('waiveSlot', { dossier: matter.dossier, slot }, pickupDesk);
    }
    matter.hall.must('handOver', { dossier: matter.dossier, by: 'self' }, pickupDesk);
    const first = deliveryProofData(caseOf(matter), common, { window: 16, deliverer: '0601' });
    expect(first.results.map(({ name }) => name)).toEqual(['营业执照']);
    expect(first).toMatchObject({ method: 'direct', proxy: null, signature: null, signedAt: null });
    expect(first.remarks).toBe(
      '印章经受送达人同意另行领取；发票经受送达人同意另行领取；税控设备经受送达人同意另行领取。',
    );
    matter.decide('QY-02').confirm('seal');
    clock(matter.hall, '16:00');
    matter.hall.must('handOver', { dossier: matter.dossier, by: 'self' }, pickupDesk);
    const second = deliveryProofData(caseOf(matter), common, { window: 16, deliverer: '0601' });
    expect(second.results.map(({ name }) => name)).toEqual(['印章']);
  });

  test('what came damaged stands in the remarks', () => {
    const matter = sent();
    matter.hall.must(
      'confirmDelivery',
      { dossier: matter.dossier, slot: 'licence', shelf: '', condition: 'damaged' },
      pickupDesk,
    );
    for (const slot of ['seal', 'invoice', 'tax_device']) {
      matter.hall.must('waiveSlot', { dossier: matter.dossier, slot }, pickupDesk);
    }
    matter.hall.must('handOver', { dossier: matter.dossier, by: 'self' }, pickupDesk);
    const data = deliveryProofData(caseOf(matter), common, { window: 16, deliverer: '0601' });
    expect(data.results[0]?.condition).toBe('有损');
    expect(data.remarks).toContain('营业执照外观有损，受送达人知悉');
  });
});
