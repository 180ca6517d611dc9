import { addDays, emptyContent, weekdayOf, type DossierContent, type FieldValue } from '#lib/domain/index.ts';

export interface SampleWishes {
  /** The new company's name. */
  name?: string;
  /** Ticked as not wanted, of QY-02 … QY-07. */
  without?: string[];
  /** With an agent whose authorisation covers these powers; null: the applicant comes. */
  agent?: ('submit' | 'correct' | 'withdraw' | 'collect')[] | null;
  /** Invoices on paper and a tax device: with licence and seals four results to collect. */
  allSlots?: boolean;
  /** Materials accepted with a gap (容缺). */
  tolerated?: string[];
}

export const LEGAL_REP_ID = '110000199001010013';
export const AGENT_ID = '110000197803030033';

/**
 * A complete, valid dossier of 企业开办一件事 from the examples of forms.json: invented people and
 * numbers. `today` is the hall's date.
 */
export function companyContent(today: string, by: string, at: number, wishes: SampleWishes = {}): DossierContent {
  const { name = '滨江市橙果餐饮管理有限公司', agent = ['submit', 'correct', 'collect'], allSlots = true } = wishes;
  const content = emptyContent();
  const month = addDays(today, 31).slice(0, 7);
  Object.assign(content.texts, {
    'company.nameApproved': name,
    'company.capital': '100.00',
    'company.capitalDue': addDays(today, 4 * 365),
    'company.industry': '5299',
    'company.scope': '一般项目:日用百货销售;食品销售(仅销售预包装食品)。',
    'company.employees': '3',
    'company.licenceCopies': '1',
    'premises.region': '110000',
    'premises.address': '示例区示例路1号示例大厦2层203室',
    'legalRep.name': '张示例',
    'legalRep.idNumber': LEGAL_REP_ID,
    'legalRep.mobile': '13800000001',
    'finance.name': '赵示例',
    'finance.idNumber': '110000199509090042',
    'finance.mobile': '13800000004',
    'contact.mobile': '13800000003',
    'staff.insuredCount': '1',
    'fund.rate': '5',
    'fund.from': month,
    'fund.payers': '2',
    'bank.visitAt': nextWeekday(today),
    'shareholders/row1/name': '李示例',
    'shareholders/row1/idNumber': '110000198506150025',
    'shareholders/row1/amount': '60.00',
    'shareholders/row2/name': '示例投资有限公司',
    'shareholders/row2/idNumber': '91000000MA0000000N',
    'shareholders/row2/amount': '40.00',
    'officers/row1/name': '王示例',
    'officers/row1/idNumber': AGENT_ID,
    'staff.list/row1/name': '赵示例',
    'staff.list/row1/idNumber': '110000199509090042',
    'staff.list/row1/wage': '5000.00',
    'staff.list/row1/from': month,
  });
  const choices: Record<string, FieldValue> = {
    'company.type': 'llc_natural',
    'company.term': 'long',
    'company.electronicLicenceOnly': false,
    'premises.right': 'leased',
    'premises.byCommitment': false,
    'legalRep.idType': 'resident_id',
    'legalRep.position': 'executive_director',
    'finance.idType': 'resident_id',
    'agent.present': agent !== null,
    'seal.kinds': ['official', 'finance', 'invoice', 'legal_rep'],
    'seal.maker': 'maker-01',
    'tax.payerType': 'small_scale',
    'tax.invoiceForm': allSlots ? 'paper' : 'electronic',
    'tax.invoiceKinds': ['general'],
    'tax.device': allSlots ? 'ukey' : 'none',
    'staff.kinds': ['pension', 'unemployment', 'injury'],
    'bank.branch': 'branch-01',
    'bank.accountKind': 'basic',
    'delivery.mode': agent === null ? 'window' : 'agent',
    'shareholders/row1/kind': 'natural',
    'shareholders/row1/idType': 'resident_id',
    'shareholders/row1/method': 'cash',
    'shareholders/row2/kind': 'company',
    'shareholders/row2/idType': 'uscc',
    'shareholders/row2/method': 'cash',
    'officers/row1/role': 'supervisor',
    'officers/row1/idType': 'resident_id',
    'staff.list/row1/idType': 'resident_id',
  };
  if (agent !== null) {
    Object.assign(content.texts, {
      'agent.name': '王示例',
      'agent.idNumber': AGENT_ID,
      'agent.mobile': '13800000003',
      'agent.authorityUntil': addDays(today, 60),
    });
    Object.assign(choices, { 'agent.idType': 'resident_id', 'agent.authority': agent });
  }
  for (const item of wishes.without ?? []) choices[`item:${item}`] = false;
  for (const [path, value] of Object.entries(choices)) content.choices[path] = { value, by, at };
  content.rows = { shareholders: ['row1', 'row2'], officers: ['row1'], 'staff.list': ['row1'] };
  const tolerated = wishes.tolerated ?? [];
  for (const key of ['open_form', 'articles', 'shareholder_id', 'premises', 'appoint', ...(agent ? ['poa'] : [])]) {
    content.materials[key] = {
      way: tolerated.includes(key) ? 'tolerated' : 'received',
      copies: 1,
      pages: 2,
      evidence: tolerated.includes(key) ? '三日内补交' : '',
      by,
      at,
    };
  }
  return content;
}

/** What each department fills in when it decides, from the examples of forms.json. */
export const companyResults: Record<string, Record<string, string>> = {
  'QY-01': { uscc: '91000000MA0000000N', copies: '1/1' },
  'QY-02': { sealRecordNo: '1100000000001\n1100000000002\n1100000000003\n1100000000004', pieces: '4' },
  'QY-03': { invoiceRange: '144001900110 00000001-00000025', deviceNo: '587000000001' },
  'QY-04': { unitNo: '1000001' },
  'QY-05': { unitNo: '2000001' },
  'QY-06': { unitNo: '3000001' },
  'QY-07': { voucherNo: 'YY2026112300001' },
};

/** Who decides what, and the pieces that each result has. */
export const companyReviewers: Record<string, { account: string; pieces: [slot: string, pieces: number][] }> = {
  'QY-01': { account: '0501', pieces: [['licence', 2]] },
  'QY-02': { account: '0503', pieces: [['seal', 4]] },
  'QY-03': {
    account: '0502',
    pieces: [
      ['invoice', 25],
      ['tax_device', 1],
    ],
  },
  'QY-04': { account: '0504', pieces: [] },
  'QY-05': { account: '0511', pieces: [] },
  'QY-06': { account: '0506', pieces: [] },
  'QY-07': { account: '0505', pieces: [] },
};

function nextWeekday(today: string): string {
  let date = addDays(today, 1);
  while (weekdayOf(date) === 0 || weekdayOf(date) === 6) date = addDays(date, 1);
  return date;
}
