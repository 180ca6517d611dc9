import {
  acceptanceNotice,
  bookingVoucher,
  commitmentLetter,
  deliveryProof,
  extendedServiceForm,
  handoverSlip,
  materialsReceipt,
  pickupNotice,
  refusalNotice,
  supplementNotice,
  supplementReceipt,
  toleranceCommitment,
  toleranceNotice,
} from '#lib/documents/index.ts';
import type {
  AcceptanceNoticeData,
  Agent,
  BookingVoucherData,
  CommitmentData,
  DeliveryProofData,
  DocumentDescription,
  ExtendedServiceFormData,
  HandoverSlipData,
  MaterialsReceiptData,
  NoticeCommon,
  PickupNoticeData,
  RefusalNoticeData,
  Signature,
  SupplementNoticeData,
  SupplementReceiptData,
  ToleranceData,
} from '#lib/documents/index.ts';

/** Usual data for every paper of a matter; the people and firms are invented. */
export const common: NoticeCommon = {
  hall: '滨江市政务服务中心',
  documentNo: '滨政务受字〔2026〕第000123号',
  provisional: false,
  matterNo: '99000011202611230030174',
  issuedAt: '2026-11-23 10:06',
  handler: '工号0317\u30003号窗口',
  consultationPhone: '0999-8800120',
  supervisionPhone: '0999-8800123',
  link: 'https://hall.binjiang.example/r/7Kq2vXw9ZpLmR4tN8sBd3f',
  shortCode: 'Q7M4K2TX',
  checksum: 'SM3 7f3a 91c2\u3000SHA-256 b04e 5d17',
  practice: false,
  reprint: 0,
};

const company = '滨江市青禾文化创意有限公司（筹）';
const agent: Agent = {
  name: '方*宇',
  identity: '990101********1234',
  phone: '138****6027',
  authorization: '授权委托书原件1份',
};

/** 方 写得潦草: a few strokes as a pad gives them. */
export const signature: Signature = {
  aspect: 2.6,
  strokes: [
    [0.16, 0.14, 0.19, 0.24],
    [0.04, 0.36, 0.16, 0.33, 0.33, 0.29],
    [0.19, 0.36, 0.15, 0.62, 0.05, 0.86],
    [0.15, 0.52, 0.29, 0.5, 0.28, 0.72, 0.22, 0.88, 0.17, 0.82],
    [0.42, 0.3, 0.55, 0.27],
    [0.4, 0.5, 0.58, 0.45],
    [0.5, 0.3, 0.47, 0.6, 0.38, 0.84],
    [0.48, 0.55, 0.54, 0.72, 0.6, 0.8],
    [0.78, 0.12, 0.8, 0.2],
    [0.68, 0.42, 0.67, 0.28, 0.97, 0.22, 0.94, 0.36],
    [0.74, 0.44, 0.9, 0.4],
    [0.68, 0.62, 0.97, 0.56],
    [0.84, 0.44, 0.83, 0.9, 0.76, 0.84],
    [0.9, 0.9],
  ],
};

export const acceptance: AcceptanceNoticeData = {
  ...common,
  applicant: company,
  applicantKind: 'organization',
  matter: '企业开办一件事',
  members: [
    { name: '公司设立登记', department: '市场监督管理局' },
    { name: '公章刻制', department: '公安局' },
    { name: '发票领用和税控设备申领', department: '税务局' },
    { name: '员工社会保险参保登记', department: '人力资源和社会保障局' },
    { name: '员工医疗保险参保登记', department: '医疗保障局' },
    { name: '住房公积金企业缴存登记', department: '住房公积金管理中心' },
  ],
  appliedOn: '2026-11-23',
  acceptedAt: '2026-11-23 10:06',
  legalBasis: null,
  dues: [
    { label: '第一段\u3000公司设立登记', due: '2026-11-23 15:36', basis: '承诺半个工作日，法定3个工作日' },
    {
      label: '第二段\u3000印章、发票税控、社保医保、公积金',
      due: '2026-11-24 10:06',
      basis: '第一段办结后半个工作日',
    },
  ],
  materials: [
    { name: '企业开办登记申请书', method: '收取原件', copies: 1, note: '8页' },
    { name: '公司章程', method: '收取原件', copies: 1, note: '12页' },
    { name: '股东、董事、监事、经理身份证明', method: '免交，核验', copies: 2, note: '电子证照' },
    { name: '住所（经营场所）使用相关文件', method: '告知承诺', copies: 1, note: '住所申报承诺书' },
    { name: '法定代表人及董监任职文件', method: '收取原件', copies: 1, note: '2页' },
    { name: '授权委托书', method: '收取原件', copies: 1, note: '1页' },
  ],
  contact: { name: '周闻笛', phone: '138****6027' },
  fee: '不收费，公章刻制免费',
  specialProcedures: null,
  pickup: '自取：一层16号窗口，一窗通取',
  results: '营业执照、印章、发票、税控设备，到齐后一次领取。',
};

export const receipt: MaterialsReceiptData = {
  ...common,
  documentNo: '滨政务收字〔2026〕第000131号',
  applicant: company,
  applicantIdentity: null,
  agent,
  items: ['企业开办一件事'],
  receivedAt: '2026-11-23 10:02',
  channel: '窗口',
  materials: acceptance.materials.map(({ name, method, copies, note }, index) => ({
    name,
    method,
    copies,
    pages: index === 2 ? null : 8,
    trust: index === 2 ? '电子证照' : '原件核对',
    isOriginalReturned: index === 2 ? null : index === 5,
    note: index === 3 ? note : '',
  })),
  receiveIsAccept: false,
  answerBy: '2026-11-30',
  elsewhere: null,
};

export const refusal: RefusalNoticeData = {
  ...common,
  documentNo: '滨政务不受字〔2026〕第000004号',
  applicant: company,
  applicantKind: 'organization',
  matter: '烟草专卖零售许可证核发（新办）',
  receivedOn: '2026-11-23',
  reason: { kind: 'notOurs', authority: '临海区烟草专卖局', address: '临海区海滨路99号' },
  returned: [
    { name: '烟草专卖零售许可证新办申请表', copies: 1 },
    { name: '营业执照复印件', copies: 2 },
  ],
  reviewBody: '滨江市人民政府',
  court: '滨江市中级人民法院',
};

export const supplement: SupplementNoticeData = {
  ...common,
  documentNo: '滨政务补字〔2026〕第000017号',
  applicant: company,
  applicantKind: 'organization',
  matter: '企业开办一件事',
  receivedOn: '2026-11-23',
  gaps: [
    {
      material: '公司章程',
      problem: '第八页缺全体股东签名',
      needed: '由全体股东在末页签名并写明日期',
      legalBasis: '《公司法》第四十六条',
      sample: '3号窗口可取',
    },
    {
      material: '住所（经营场所）使用相关文件',
      problem: '租赁合同已过期',
      needed: '在有效期内的租赁合同，或者住所申报承诺书',
      legalBasis: '《市场主体登记管理条例》第十六条',
      sample: null,
    },
  ],
  handInBy: '2026-12-07',
  handInHow: '到3号窗口，或者以邮寄方式',
};

export const supplements: SupplementReceiptData = {
  ...common,
  documentNo: '滨政务补收字〔2026〕第000009号',
  noticeNo: supplement.documentNo,
  applicant: company,
  matter: '企业开办一件事',
  receivedAt: '2026-11-25 09:40',
  materials: [
    { name: '公司章程', method: '收取原件', copies: 1, pages: 12, note: '股东已签名' },
    { name: '住所申报承诺书', method: '告知承诺', copies: 1, pages: 1, note: '' },
  ],
  isComplete: true,
  stillMissing: [],
};

export const tolerance: ToleranceData = {
  ...common,
  documentNo: '滨政务容字〔2026〕第000006号',
  applicant: company,
  applicantKind: 'organization',
  applicantIdentity: null,
  agent,
  matter: '食品经营许可（新办）',
  listing: '容缺受理事项清单（第二批）',
  acceptedAt: '2026-11-23 10:06',
  received: [
    { name: '食品经营许可申请书', copies: 1 },
    { name: '经营场所布局图', copies: 1 },
  ],
  missing: [{ name: '从业人员健康证明', form: '复印件', handIn: '到3号窗口，或者邮寄' }],
  promisedBy: '2026-11-27',
  completedAt: null,
  signature,
};

export const promise: CommitmentData = {
  ...common,
  documentNo: '滨政务诺字〔2026〕第000011号',
  applicant: company,
  applicantIdentity: null,
  matter: '公司设立登记',
  legalBasis: ['《中华人民共和国市场主体登记管理条例》', '国办发〔2020〕42号'],
  conditions: ['有固定的住所', '住所不属于禁止登记的场所'],
  replaced: [{ material: '住所使用证明', fact: '对登记的住所享有使用权，住所真实存在' }],
  exclusions: [],
  checkBy: '2027-01-22',
  isPublished: false,
  signature,
};

export const pickup: PickupNoticeData = {
  ...common,
  documentNo: '滨政务领字〔2026〕第000087号',
  matter: '企业开办一件事',
  recipient: '周*笛',
  results: [
    { name: '营业执照', detail: '正本1、副本1', pieces: 2 },
    { name: '印章', detail: '公章等4枚', pieces: 4 },
    { name: '发票', detail: '0418 0351—0400', pieces: 50 },
    { name: '税控设备', detail: 'UKey 0999-3127', pieces: 1 },
  ],
  place: '一层16号窗口，一窗通取',
  openHours: '工作日9:00—17:00，延时服务至18:30',
  keepUntil: '2027-02-23',
  pickupCode: '408215',
  bring: [],
  care: false,
};

export const proof: DeliveryProofData = {
  ...common,
  documentNo: '滨政务送字〔2026〕第000087号',
  matterNo: '99000011202611200030218',
  recipient: '滨江市橙果餐饮管理有限公司',
  results: [
    { name: '营业执照', number: '正本1、副本1', pieces: 2, condition: '完好' },
    { name: '印章', number: '公章等4枚', pieces: 4, condition: '完好' },
    { name: '发票', number: '0418 0351—0400', pieces: 50, condition: '完好' },
    { name: '税控设备', number: 'UKey 0999-3127', pieces: 1, condition: '完好' },
  ],
  place: '滨江市政务服务中心\u3000一层16号窗口',
  method: 'entrusted',
  waybill: null,
  deliveredAt: '2026-11-23 10:38',
  proxy: { name: '方*宇', identity: '990101********1234', relation: '员工', authorization: '原件1份' },
  signature,
  signedAt: '2026-11-23 10:38',
  deliverers: ['工号0512', '工号0514'],
  witness: null,
  remarks: '税控设备10时31分补到，四件一次交付。',
};

export const booking: BookingVoucherData = {
  ...common,
  documentNo: 'YY20261130-017',
  matterNo: null,
  kind: 'holiday',
  person: '周*笛',
  items: ['企业开办一件事'],
  day: '2026-11-28',
  from: '09:30',
  to: '10:00',
  place: '一层A区3号窗口',
  remember: ['企业开办登记申请书', '公司章程', '股东、董事、监事、经理身份证明'],
  tentative: false,
  becameOrdinary: false,
};

export const extended: ExtendedServiceFormData = {
  ...common,
  documentNo: 'YS20261123-002',
  matterNo: null,
  applicant: '周闻笛',
  items: ['企业开办一件事'],
  askedAt: '2026-11-23 16:48',
  reason: '紧急需求：次日投标需要营业执照',
  agreedUntil: '2026-11-23 18:30',
  clerk: '工号0317',
  reassigned: { from: '工号0317', to: '工号0322', reason: '原服务人员当晚值守其他窗口', chief: '首席代表工号0301' },
  startedAt: '2026-11-23 17:00',
  endedAt: '2026-11-23 18:12',
  signature,
};

export const handover: HandoverSlipData = {
  ...common,
  documentNo: 'JJ20261123-009',
  matterNo: null,
  department: '市场监督管理局',
  rows: [
    {
      matterNo: '99000011202611230030174',
      applicant: '滨江市青禾文化创意有限公司',
      result: '营业执照',
      number: '正本1、副本1',
      pieces: 2,
    },
    {
      matterNo: '99000011202611200030218',
      applicant: '滨江市橙果餐饮管理有限公司',
      result: '营业执照',
      number: '正本1、副本1',
      pieces: 2,
    },
  ],
  deliveredBy: '工号0701',
  deliveredAt: '2026-11-23 15:12',
  receivedBy: '工号0512',
  receivedAt: '2026-11-23 15:14',
  shelf: 'B-07',
};

type Build = (patch?: Partial<NoticeCommon>) => DocumentDescription;

/** Every A4 notice with the data of an ordinary day. */
export const notices: [name: string, build: Build][] = [
  ['申请材料接收凭证', (patch) => materialsReceipt({ ...receipt, ...patch })],
  ['受理通知书', (patch) => acceptanceNotice({ ...acceptance, ...patch })],
  ['不予受理通知书', (patch) => refusalNotice({ ...refusal, ...patch })],
  ['一次性补正材料告知书', (patch) => supplementNotice({ ...supplement, ...patch })],
  ['补正材料收件清单', (patch) => supplementReceipt({ ...supplements, ...patch })],
  ['容缺受理通知书', (patch) => toleranceNotice({ ...tolerance, ...patch })],
  ['容缺受理承诺书', (patch) => toleranceCommitment({ ...tolerance, ...patch })],
  ['告知承诺书', (patch) => commitmentLetter({ ...promise, ...patch })],
  ['领取通知', (patch) => pickupNotice({ ...pickup, ...patch })],
  ['领取通知（大字）', (patch) => pickupNotice({ ...pickup, ...patch, care: true })],
  ['送达回证', (patch) => deliveryProof({ ...proof, ...patch })],
  ['预约凭证', (patch) => bookingVoucher({ ...booking, ...patch })],
  ['延时服务登记单', (patch) => extendedServiceForm({ ...extended, ...patch })],
  ['部门交接单', (patch) => handoverSlip({ ...handover, ...patch })],
];

/** Sixty characters, as a name may have them: a middle dot, and nowhere to break but between characters. */
export const longName = '阿依古丽·买买提·'.repeat(6) + '居马洪·江山';

/** What a notice must survive: nothing optional, or as much as a record can hold. */
export const longText = '在有效期内、经全体股东签名并加盖公章的原件，或者由有权机关出具的证明文件；'.repeat(4);

export function fifty<T>(make: (index: number) => T): T[] {
  return Array.from({ length: 50 }, (_, index) => make(index + 1));
}
