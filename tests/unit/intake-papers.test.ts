import { describe, expect, test } from 'vitest';
import { noticeFromCatalogue, type NoticeCommon } from '#lib/documents/index.ts';
import { chosenItems, type DossierContent } from '#lib/domain/index.ts';
import { acceptanceNoticeData } from '#lib/features/papers/acceptance.ts';
import { withBrought } from '#lib/features/papers/brought-notice.ts';
import { commitmentData } from '#lib/features/papers/commitment.ts';
import { materialsReceiptData } from '#lib/features/papers/materials-receipt.ts';
import { noticeCommon, noticeNumber, receiptNumber, type NoticeHall } from '#lib/features/papers/notice-common.ts';
import { paperCase, type PaperCase } from '#lib/features/papers/paper-case.ts';
import { refusalNoticeData } from '#lib/features/papers/refusal.ts';
import { supplementNoticeData, supplementReceiptData } from '#lib/features/papers/supplement.ts';
import { toleranceData } from '#lib/features/papers/tolerance.ts';
import { noticeExtra } from '../documents/samples.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { materialCheck } from './domain/sample-dossier.ts';
import { at, DAY, TestHall } from './domain/test-hall.ts';

const common: NoticeCommon = {
  hall: '滨江市政务服务中心',
  documentNo: '滨政务受字〔2026〕第000001号',
  provisional: false,
  matterNo: '99000011202611231030012',
  issuedAt: '2026-11-23 10:06',
  handler: '工号0317　3号窗口',
  consultationPhone: '0999-8800120',
  supervisionPhone: '0999-8800123',
  link: null,
  shortCode: null,
  checksum: null,
  practice: false,
  reprint: 0,
};

/** Whole numbers of the sample's people: none may stand on a paper. */
const personal = ['110000199001010013', '110000198506150025', '110000197803030033', '13800000001', '13800000003'];

function filed(change?: (content: DossierContent) => void, time = '10:06'): TestMatter {
  const hall = new TestHall();
  clock(hall, time);
  return new TestMatter(hall).open(change);
}

function caseOf(matter: TestMatter, content = matter.content): PaperCase {
  const paper = paperCase(matter.hall.setup, matter.matter, content, matter.hall.state.day);
  if (!paper) throw new Error('no case');
  return paper;
}

function expectMasked(data: unknown): void {
  const text = JSON.stringify(data);
  for (const number of personal) expect(text).not.toContain(number);
}

describe('papers of intake from state, dossier and setup', () => {
  test('document 3: who, what, when, each material with way, copies, pages, trust and whether its original went back', () => {
    const matter = filed((content) => {
      content.choices['item:QY-07'] = { value: false, by: '0317', at: 0 };
    }).receive();
    matter.content.materials['shareholder_id'] = { ...materialCheck('received'), copies: 3, pages: 6, returned: true };
    const data = materialsReceiptData(caseOf(matter), common);
    expect(data).toMatchObject({
      applicant: '示例市云杉商贸有限公司',
      applicantIdentity: '110000********0013',
      agent: {
        name: '王示例',
        identity: '110000********0033',
        phone: '138****0003',
        authorization: '授权委托书原件1份',
      },
      receivedAt: '2026-11-23 10:06',
      channel: '窗口',
      receiveIsAccept: false,
      // Monday plus five working days.
      answerBy: '2026-11-30',
      elsewhere: null,
    });
    expect(data.items).toContain('公司设立登记');
    expect(data.materials.find(({ name }) => name.startsWith('股东'))).toEqual({
      name: '股东、董事、监事、经理主体资格文件或身份证明',
      method: '收取复印件',
      copies: 3,
      pages: 6,
      trust: 'B 与原件核对',
      isOriginalReturned: true,
      note: '窗口核对',
    });
    expectMasked(data);
  });

  test('document 3: what the licence will show later is not on the list', () => {
    const data = materialsReceiptData(caseOf(filed().receive()), common);
    expect(data.materials.map(({ name }) => name)).not.toContain('营业执照');
    expect(data.materials).toHaveLength(6);
  });

  test('an agent without authorisation: the receipt says so', () => {
    const matter = filed().receive();
    delete matter.content.materials['poa'];
    expect(materialsReceiptData(caseOf(matter), common).agent?.authorization).toBe('未提交授权委托书');
  });

  test('document 4: one for the package, its members, both stages as printed, what will come', () => {
    const matter = filed(withEverything).receive().accept();
    const data = acceptanceNoticeData(caseOf(matter), common);
    expect(data).toMatchObject({
      applicant: '示例市云杉商贸有限公司',
      applicantKind: 'organization',
      matter: '企业开办一件事',
      appliedOn: DAY,
      acceptedAt: '2026-11-23 10:06',
      contact: { name: '王示例', phone: '138****0003' },
      pickup: '自取：一层B区16号窗口，一窗通取',
      results: '营业执照、印章、发票、税控设备',
      specialProcedures: null,
    });
    expect(data.members.map(({ name }) => name)).toEqual([
      '公司设立登记',
      '公章刻制',
      '发票领用和税控设备(税务UKey)申领',
      '员工社会保险参保登记',
      '员工医疗保险参保登记',
      '住房公积金企业缴存登记',
      '银行开户预约',
    ]);
    expect(data.dues).toEqual([
      {
        label: '第一段　公司设立登记',
        due: '2026-11-23 15:36',
        basis: '受理后半个工作日，法定3个工作日',
      },
      { label: '第二段　6项并联', due: '2026-11-24 10:06', basis: '上一段办结后半个工作日' },
    ]);
    expectMasked(data);
  });

  test('document 4: an unticked item is no member and brings no result', () => {
    const matter = filed((content) => {
      withEverything(content);
      content.choices['item:QY-03'] = { value: false, by: '0317', at: 0 };
    });
    const data = acceptanceNoticeData(caseOf(matter.receive().accept()), common);
    expect(data.members.map(({ name }) => name)).not.toContain('发票领用和税控设备(税务UKey)申领');
    expect(data.results).toBe('营业执照、印章');
  });

  test('document 5: each ground with the words that the law asks of it', () => {
    const matter = filed((content) => {
      content.texts['refusal.authority'] = '示例县市场监督管理局';
      content.texts['refusal.address'] = '示例路2号';
    }).receive();
    matter.hall.must('notAccept', { dossier: matter.dossier, hash: matter.hash, reason: 'not-authority' }, at(3));
    const data = refusalNoticeData(caseOf(matter), common);
    expect(data.reason).toEqual({ kind: 'notOurs', authority: '示例县市场监督管理局', address: '示例路2号' });
    expect(data.returned.length).toBeGreaterThan(0);
    expectMasked(data);
  });

  test('documents 6 and 6b: all gaps once, until when; then what came of them', () => {
    const matter = filed((content) => {
      content.marks['gaps'] = [
        { material: 'articles', problem: '未提交', needed: '提交原件1份' },
        { material: '', problem: '填写不全', needed: '补填经营范围' },
      ];
    }).receive();
    delete matter.content.materials['articles'];
    matter.hall.must('askSupplement', { dossier: matter.dossier, until: 2 * 1440 + 1050 }, at(3));
    const notice = supplementNoticeData(caseOf(matter), common);
    expect(notice).toMatchObject({ receivedOn: DAY, handInBy: '2026-11-25' });
    expect(notice.gaps.map(({ material, problem }) => [material, problem])).toEqual([
      ['公司章程', '未提交'],
      ['申请表', '填写不全'],
    ]);
    expect(matter.matter.supplementNumber).toBe(1);
    matter.hall.must('supplied', { dossier: matter.dossier }, at(3));
    expect(supplementReceiptData(caseOf(matter), common, 'n').stillMissing).toEqual(['公司章程']);
    matter.content.materials['articles'] = materialCheck('received');
    const receipt = supplementReceiptData(caseOf(matter), common, 'n');
    expect(receipt).toMatchObject({ isComplete: true, stillMissing: [], receivedAt: '2026-11-23 10:06' });
    expect(receipt.materials.map(({ name }) => name)).toEqual(['公司章程']);
  });

  test('documents 7 and 8: only where something is owed or promised', () => {
    const matter = filed().receive();
    expect(toleranceData(caseOf(matter), common)).toBeNull();
    expect(commitmentData(caseOf(matter), common)).toBeNull();
    matter.content.materials['premises'] = { ...materialCheck('promised'), evidence: '住所用途合法' };
    matter.accept();
    const data = commitmentData(caseOf(matter), common);
    expect(data?.replaced).toEqual([{ material: '住所(经营场所)使用相关文件', fact: '住所用途合法' }]);
    expect(data?.legalBasis).toEqual(['市场主体登记管理条例(国务院令第746号)']);
    expectMasked(data);
  });

  test('document 2 for papers that were only looked at: right, missing, wrong', () => {
    const matter = filed();
    const { content, hall } = matter;
    content.materials['articles'] = { ...materialCheck('received'), problem: true, evidence: '缺签字页' };
    delete content.materials['appoint'];
    const notice = noticeFromCatalogue(hall.setup.catalogue, 'YJS-01', noticeExtra);
    if (!notice.ok) throw new Error(notice.code);
    const data = withBrought(notice.value, hall.setup, content, chosenItems(caseOf(matter).form, content));
    const brought = Object.fromEntries(data.materials.map(({ name, brought: found }) => [name, found]));
    expect(brought).toMatchObject({
      公司章程: { problem: '缺签字页' },
      法定代表人及董监高任职文件: 'missing',
      '住所(经营场所)使用相关文件': 'ok',
    });
  });
});

describe('what every notice shares', () => {
  const hall = (publicUrl: string): NoticeHall => ({
    setup: new TestHall().setup,
    session: {
      publicUrl,
      practice: true,
      staff: { account: '0317' },
    } as NoticeHall['session'],
    now: () => Date.parse('2026-11-23T02:06:00Z'),
  });
  const wish = { documentNo: 'n', document: 'acceptance', window: 3 } as const;

  test('the token of the dossier opens the page; without a public address the short code stands alone', async () => {
    const content = { ...filed().content, marks: { token: 'AAAAAAAAAAAAAAAAAAAAAA' } };
    const matter = { no: common.matterNo ?? '', prints: { acceptance: 2 }, tokens: [] };
    const known = await noticeCommon(hall('https://hall.example'), { ...wish, content, matter });
    expect(known).toMatchObject({
      link: 'https://hall.example/r/AAAAAAAAAAAAAAAAAAAAAA',
      matterNo: common.matterNo,
      issuedAt: '2026-11-23 10:06',
      handler: '工号0317　3号窗口',
      practice: true,
      reprint: 2,
    });
    expect(known?.shortCode).toMatch(/^[0-9A-Z]{8}$/);
    expect(known?.checksum).toMatch(/^SM3 [0-9a-f]{4} [0-9a-f]{4}/);
    const without = await noticeCommon(hall(''), { ...wish, content, matter });
    expect(without?.link).toBeNull();
    expect(without?.shortCode).toBe(known?.shortCode);
  });

  test('nobody signed in, nothing on paper', async () => {
    const nobody = { ...hall(''), session: null };
    expect(await noticeCommon(nobody, { ...wish, content: null, matter: null })).toBeNull();
  });

  test('a receipt is numbered by its matter, a notice by the hall', () => {
    const { setup } = new TestHall();
    const matter = filed().receive();
    const { no } = matter.matter;
    expect(receiptNumber(setup, '收', no)).toBe(`滨政务收字〔20261123〕第${no.slice(16, 22)}号`);
    expect(noticeNumber(setup, '受', DAY, 123)).toBe('滨政务受字〔2026〕第000123号');
  });
});
