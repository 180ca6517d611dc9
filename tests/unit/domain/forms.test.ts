import { describe, expect, test } from 'vitest';
import {
  canonicalText,
  chosenItems,
  contactMobile,
  departmentExtract,
  emptyContent,
  expectedSlots,
  extractText,
  applicantFullName,
  fieldsOf,
  formFaults,
  formNotices,
  isWorkingDay,
  itemGroups,
  maskedApplicant,
  maskedText,
  optionsOf,
  requiredOf,
  valueOf,
  visibleFields,
  type FormDefinition,
  type FormFault,
} from '#lib/domain/index.ts';
import { form, setup, TestDossier, TODAY } from './form-content.ts';

const open = form('YJS-01');
const home = form('YJS-03');
const foreigner = form('YJS-04');

function faults(
  definition: FormDefinition,
  dossier: TestDossier,
  stage: 'receive' | 'accept' | `result:${string}` = 'accept',
) {
  const items = chosenItems(definition, dossier.content);
  const isOpen = (date: string): boolean => isWorkingDay(setup.calendar, date);
  return formFaults(definition, dossier.content, { items, today: TODAY, stage, isWorkingDay: isOpen });
}

const brief = (list: readonly FormFault[]): string[] => list.map((fault) => `${fault.path} ${fault.code}`);
const visible = (definition: FormDefinition, dossier: TestDossier): string[] =>
  visibleFields(definition, dossier.content, chosenItems(definition, dossier.content)).map((field) => field.key);

/** 企业开办 as the examples of its data fill it in. */
const opened = (): TestDossier => TestDossier.filled(open);

describe('what is asked for', () => {
  test('[FM4] the filled examples of all three forms may be accepted', () => {
    expect(faults(open, opened())).toEqual([]);
    expect(faults(home, TestDossier.filled(home))).toEqual([]);
    expect(faults(foreigner, TestDossier.filled(foreigner))).toEqual([]);
    expect(faults(form('XK-01'), TestDossier.filled(form('XK-01')))).toEqual([]);
  });

  test('[FM5] optional items are wanted until they are unticked; required ones always', () => {
    const dossier = opened();
    expect(chosenItems(open, dossier.content)).toHaveLength(7);
    dossier.choose('item:QY-07', false).choose('item:QY-01', false);
    expect(chosenItems(open, dossier.content)).toEqual(['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06']);
  });

  test('[FM5] 社保 and 医保 are one tick', () => {
    expect(itemGroups(open).map((group) => group.items.length)).toEqual([1, 1, 1, 2, 1, 1]);
    expect(itemGroups(open)[0]).toEqual({ items: ['QY-01'], optional: false });
    const dossier = opened().choose('item:QY-04', false);
    expect(chosenItems(open, dossier.content)).toEqual(['QY-01', 'QY-02', 'QY-03', 'QY-06', 'QY-07']);
  });

  test('[FM6] a field is shown only when a chosen item reads it and its condition holds', () => {
    const dossier = opened();
    expect(visible(open, dossier)).toContain('bank.branch');
    dossier.choose('item:QY-07', false).choose('agent.present', false);
    const keys = visible(open, dossier);
    expect(keys).not.toContain('bank.branch');
    expect(keys).not.toContain('agent.name');
    expect(keys).not.toContain('agent.authority');
    expect(keys).not.toContain('company.termUntil');
    expect(visible(open, dossier.choose('company.term', 'until'))).toContain('company.termUntil');
    expect(visible(open, opened().text('staff.insuredCount', '0'))).not.toContain('staff.list');
  });

  test('[FM6] what is hidden is neither missing nor wrong', () => {
    const dossier = opened().choose('agent.present', false).text('agent.idNumber', 'nonsense');
    expect(faults(open, dossier)).toEqual([]);
  });

  test('[FM7] defaults count as filled, and the notice mobile follows agent or legal representative', () => {
    const dossier = opened().without('company.licenceCopies', 'contact.mobile', 'delivery.mode');
    expect(valueOf(open, dossier.content, 'company.licenceCopies')).toBe('1');
    expect(valueOf(open, dossier.content, 'contact.mobile')).toBe('13800000003');
    expect(faults(open, dossier)).toEqual([]);
    dossier.choose('agent.present', false).without('agent.mobile');
    expect(contactMobile(open, dossier.content)).toBe('13800000001');
  });

  test('[FM7] blanks around a text and its composition do not count', () => {
    const dossier = new TestDossier().text('company.nameApproved', '  é有限公司 ');
    expect(valueOf(open, dossier.content, 'company.nameApproved')).toBe('é有限公司');
    expect(valueOf(open, new TestDossier().text('company.scope', '   ').content, 'company.scope')).toBeNull();
  });

  test('[FM8] an empty form lacks what is required, in its order, and lacks nothing at receipt', () => {
    const lacking = faults(open, new TestDossier());
    expect(lacking[0]).toEqual({ path: 'company.nameApproved', code: 'field-missing' });
    expect(new Set(lacking.map((fault) => fault.code))).toEqual(new Set(['field-missing']));
    expect(brief(lacking)).toContain('shareholders field-missing');
    expect(brief(lacking)).not.toContain('company.nameReportNo field-missing');
    expect(faults(open, new TestDossier(), 'receive')).toEqual([]);
  });

  test('[FM8] required under a condition: only while it holds', () => {
    const field = fieldsOf(home).get('utilities.settled');
    if (!field) throw new Error('utilities.settled');
    expect(requiredOf(home, emptyContent(), ['BD-04'], field)).toBe(true);
    expect(requiredOf(home, emptyContent(), ['BD-01'], field)).toBe(false);
    expect(brief(faults(home, TestDossier.filled(home).choose('re.mortgaged', true)))).toEqual([
      're.transferWithMortgage field-missing',
    ]);
  });

  test('[FM8] a guardian is asked for in the row of a minor only', () => {
    const dossier = TestDossier.filled(home).choose('transferees/row1/minor', true);
    expect(brief(faults(home, dossier))).toEqual([
      'transferees/row1/guardian.name field-missing',
      'transferees/row1/guardian.idNumber field-missing',
    ]);
  });

  test('[FM9] the order of seal makers is by chance, and the same for everybody in one matter', () => {
    const field = fieldsOf(open).get('seal.maker');
    if (!field) throw new Error('seal.maker');
    const orders = Array.from({ length: 40 }, (_, seed) => optionsOf(field, `d${seed}`).map((option) => option.value));
    expect(optionsOf(field, 'd1')).toEqual(optionsOf(field, 'd1'));
    expect(new Set(orders.map((order) => order[0])).size).toBe(4);
    expect(new Set(orders.map((order) => [...order].sort().join())).size).toBe(1);
  });
});

describe('what is wrong in a field', () => {
  test.each<[string, string, string]>([
    ['company.nameApproved', '青禾工作室', 'bad-pattern'],
    ['company.nameApproved', `${'青'.repeat(57)}有限公司`, 'too-long'],
    ['company.scope', '卖', 'too-short'],
    ['legalRep.name', '张3', 'bad-pattern'],
    ['legalRep.name', '张\u202E示例', 'has-control-characters'],
    ['legalRep.name', '张\uD842', 'has-control-characters'],
    ['legalRep.idNumber', '110000199001010014', 'id-check-digit'],
    ['legalRep.idNumber', '110000199002300013', 'id-date'],
    ['legalRep.idNumber', '110000202702010013', 'id-future'],
    ['legalRep.idNumber', '4403081990', 'id-shape'],
    ['legalRep.mobile', '12345', 'phone'],
    ['contact.email', 'demo at example', 'email'],
    ['company.capital', '1,000', 'decimal-shape'],
    ['company.capital', '100.001', 'too-many-decimals'],
    ['company.capital', '0', 'too-small'],
    ['company.capital', '-5', 'decimal-shape'],
    ['company.capital', '1e3', 'decimal-shape'],
    ['company.employees', '3.5', 'integer-shape'],
    ['company.licenceCopies', '10', 'too-large'],
    ['company.capitalDue', '2026-02-30', 'date-unreal'],
    ['company.capitalDue', '2026/11/30', 'date-shape'],
    ['company.capitalDue', '2026-11-22', 'date-past'],
    ['company.capitalDue', '2031-11-24', 'date-too-far'],
    ['agent.authorityUntil', '2026-11-22', 'date-past'],
    ['bank.visitAt', '2026-11-28', 'not-working-day'],
    ['fund.from', '2026-13', 'bad-pattern'],
    ['staff.insuredCount', '9', 'too-large'],
  ])('[FM10] %s: %s is %s', (path, text, code) => {
    expect(brief(faults(open, opened().text(path, text)))).toContain(`${path} ${code}`);
  });

  test('[FM10] the fault is said at receipt as well', () => {
    const dossier = new TestDossier().text('legalRep.idNumber', '110000199001010014');
    expect(brief(faults(open, dossier, 'receive'))).toEqual(['legalRep.idNumber id-check-digit']);
  });

  test.each(['阿卜杜拉·买买提', '𠮷田示例', 'Anna Maria O\u0027Sample', '𠮷'.repeat(50)])(
    '[FM10] %s is a name: characters count, whatever plane they are of',
    (name) => {
      expect(faults(open, opened().text('legalRep.name', name))).toEqual([]);
      expect(brief(faults(open, opened().text('legalRep.name', `${'𠮷'.repeat(50)}田`)))).toEqual([
        'legalRep.name too-long',
      ]);
    },
  );

  test('[FM10] a document number is checked by the kind of its own row', () => {
    const dossier = opened().text('shareholders/row2/idNumber', '91000000MA0000000P');
    expect(brief(faults(open, dossier))).toEqual(['shareholders/row2/idNumber uscc-check-digit']);
    dossier.choose('shareholders/row2/idType', 'passport').text('shareholders/row2/idNumber', 'E12345678');
    expect(faults(open, dossier)).toEqual([]);
  });

  test('[FM10] a choice takes its own values only', () => {
    expect(brief(faults(open, opened().choose('company.type', 'sole_trader')))).toContain('company.type bad-option');
    expect(brief(faults(open, opened().choose('seal.kinds', ['official', 'official'])))).toContain(
      'seal.kinds bad-option',
    );
    expect(brief(faults(open, opened().choose('seal.maker', 'maker-99')))).toContain('seal.maker bad-option');
    expect(brief(faults(open, opened().choose('agent.present', 'yes')))).toContain('agent.present bad-option');
  });

  test('[FM11] dates that lean on other dates, on an age and on an item', () => {
    const dossier = TestDossier.filled(foreigner).text('job.contractTo', '2026-11-30');
    expect(faults(foreigner, dossier)).toEqual([
      { path: 'job.contractTo', code: 'date-too-early', data: { after: '2026-12-01' } },
    ]);
    const young = TestDossier.filled(foreigner).text('person.birth', '2008-11-24');
    expect(faults(foreigner, young)).toEqual([
      { path: 'person.birth', code: 'date-too-late', data: { latest: '2008-11-23' } },
    ]);
    expect(faults(foreigner, TestDossier.filled(foreigner).text('person.birth', '2008-11-23'))).toEqual([]);
  });

  test('[FM11] a scanned passport with a wrong digit is told at once', () => {
    const dossier = TestDossier.filled(foreigner);
    const scan = dossier.content.texts['passport.mrz'] ?? '';
    dossier.text('passport.mrz', scan.replace('900512', '900513'));
    expect(brief(faults(foreigner, dossier))).toEqual(['passport.mrz mrz-check-digit']);
  });
});

describe('what is wrong between fields', () => {
  test.each([
    ['60.01', '0.01', '100.01'],
    ['59.99', '-0.01', '99.99'],
    ['0.1', '-59.90', '40.10'],
  ])('[FM12] shares of %s and 40.00 miss a capital of 100 by %s', (amount, difference, sum) => {
    expect(faults(open, opened().text('shareholders/row1/amount', amount))).toEqual([
      { path: 'shareholders', code: 'sum-mismatch', data: { sum, wanted: '100.00', difference } },
    ]);
  });

  test('[FM12] sums are exact where floating point is not', () => {
    const dossier = opened().text('company.capital', '0.3');
    dossier.text('shareholders/row1/amount', '0.1').text('shareholders/row2/amount', '0.2');
    expect(faults(open, dossier)).toEqual([]);
  });

  test('[FM12] a sum is said only when every figure is one', () => {
    expect(brief(faults(open, opened().text('shareholders/row1/amount', 'sixty')))).toEqual([
      'shareholders/row1/amount decimal-shape',
    ]);
  });

  test('[FM12] shares of a home add up to 100 when they are held by share', () => {
    const dossier = TestDossier.filled(home).text('transferees/row1/share', '99.99');
    expect(faults(home, dossier)).toEqual([]);
    dossier.choose('re.ownership', 'by_share');
    expect(brief(faults(home, dossier))).toEqual(['transferees sum-mismatch']);
  });

  test('[FM13] nobody is a shareholder twice', () => {
    const dossier = opened()
      .text('shareholders/row1/idNumber', '91000000MA0000000n')
      .choose('shareholders/row1/idType', 'uscc');
    expect(faults(open, dossier, 'receive')).toEqual([
      { path: 'shareholders/row2/idNumber', code: 'not-unique', data: { row: 1 } },
    ]);
  });

  test('[FM13] a company of one person has exactly one natural shareholder', () => {
    const dossier = opened().choose('company.type', 'llc_sole_natural');
    expect(brief(faults(open, dossier))).toEqual(['shareholders one-natural-person']);
    dossier.content.rows.shareholders = ['row1'];
    dossier.text('shareholders/row1/amount', '100');
    expect(faults(open, dossier)).toEqual([]);
  });

  test('[FM13] a supervisor is neither director, manager, legal representative nor finance officer', () => {
    const list = fieldsOf(open).get('officers');
    if (!list) throw new Error('officers');
    const person = { name: '王示例', idType: 'resident_id', idNumber: '110000197803030033' };
    const dossier = opened().rows(list, [
      { ...person, role: 'supervisor' },
      { ...person, role: 'manager' },
    ]);
    expect(brief(faults(open, dossier))).toEqual(['officers/row1/role officer-role-clash']);
    expect(brief(faults(open, opened().text('officers/row1/idNumber', '110000199001010013')))).toEqual([
      'officers/row1/role officer-role-clash',
    ]);
  });

  test('[FM13] as many insured people as were said', () => {
    const dossier = opened().text('staff.insuredCount', '3');
    expect(faults(open, dossier)).toEqual([{ path: 'staff.list', code: 'list-length', data: { wanted: 3, found: 2 } }]);
  });
});

describe('results and departments', () => {
  test('[FM14] the new company’s code is a result of stage 1, and stage 2 reads it from there', () => {
    const dossier = opened();
    expect(brief(faults(open, dossier, 'result:QY-01'))).toEqual([
      'result/QY-01/uscc field-missing',
      'result/QY-01/issuedOn field-missing',
      'result/QY-01/copies field-missing',
    ]);
    dossier.text('result/QY-01/uscc', '91000000MA0000000P');
    expect(brief(faults(open, dossier, 'result:QY-01'))[0]).toBe('result/QY-01/uscc uscc-check-digit');
    dossier.text('result/QY-01/uscc', '91000000MA0000000N').text('result/QY-01/issuedOn', '2026-11-23');
    expect(faults(open, dossier.text('result/QY-01/copies', '1/1'), 'result:QY-01')).toEqual([]);
    const lines = departmentExtract(open, dossier.content, chosenItems(open, dossier.content), 'QY-03');
    expect(lines.at(-1)).toMatchObject({ path: 'result/QY-01/uscc', text: '91000000MA0000000N' });
  });

  test('[FM14] invoice numbers are asked for when paper invoices are expected', () => {
    const dossier = opened();
    expect(faults(open, dossier, 'result:QY-03')).toEqual([]);
    dossier.choose('tax.invoiceForm', 'paper').choose('tax.device', 'ukey');
    expect(brief(faults(open, dossier, 'result:QY-03'))).toEqual([
      'result/QY-03/invoiceRange field-missing',
      'result/QY-03/deviceNo field-missing',
    ]);
  });

  test('[FM14] tax is paid before registration ends', () => {
    const dossier = TestDossier.filled(home).text('result/BD-01/certNo', '示(2026)不动产权第2号');
    dossier.text('result/BD-01/registeredOn', TODAY).text('result/BD-01/copies', '1');
    expect(brief(faults(home, dossier, 'result:BD-01'))).toEqual(['tax.paidNo field-missing']);
  });

  test('[FM15] the slots follow the choices', () => {
    const slots = (dossier: TestDossier): string[] =>
      expectedSlots(open, dossier.content, chosenItems(open, dossier.content));
    expect(slots(opened())).toEqual(['licence', 'seal']);
    const all = opened().choose('tax.invoiceForm', 'paper').choose('tax.device', 'ukey');
    expect(slots(all)).toEqual(['licence', 'seal', 'invoice', 'tax_device']);
    expect(slots(all.choose('item:QY-03', false))).toEqual(['licence', 'seal']);
    expect(slots(all.choose('company.electronicLicenceOnly', true).choose('item:QY-02', false))).toEqual([]);
    expect(
      expectedSlots(home, TestDossier.filled(home).choose('delivery.mode', 'electronic').content, home.items),
    ).toEqual([]);
    expect(expectedSlots(foreigner, TestDossier.filled(foreigner).content, foreigner.items)).toEqual([
      'work_permit',
      'residence_permit',
      'passport_return',
    ]);
  });

  test('[FM16] a department copies its own fields in order, in its words, rows one after another', () => {
    const dossier = opened();
    const lines = departmentExtract(open, dossier.content, chosenItems(open, dossier.content), 'QY-02');
    expect(lines[0]).toMatchObject({ path: 'company.nameApproved', text: '示例市云杉商贸有限公司' });
    expect(lines.map((line) => line.path)).not.toContain('company.scope');
    expect(lines.find((line) => line.path === 'seal.kinds')?.text).toBe('公章、财务专用章、发票专用章、法定代表人名章');
    expect(lines.find((line) => line.path === 'agent.present')?.text).toBe('是');
    const registry = departmentExtract(open, dossier.content, chosenItems(open, dossier.content), 'QY-01');
    const amount = registry.find((line) => line.path === 'shareholders/row2/amount');
    expect(amount).toMatchObject({ label: { zh: '股东(发起人) 2 认缴出资额(万元)' }, text: '40.00' });
    expect(extractText(registry).split('\n')).toHaveLength(registry.length);
  });

  test('[FM16] each department’s extract is complete: every visible field that names it is there', () => {
    const dossier = opened();
    const items = chosenItems(open, dossier.content);
    for (const item of items) {
      const paths = departmentExtract(open, dossier.content, items, item).map((line) => line.path.split('/')[0]);
      for (const field of visibleFields(open, dossier.content, items)) {
        if (field.usedBy?.includes(item)) expect(paths, `${item} ${field.key}`).toContain(field.key);
      }
    }
  });

  test('[FM17] a name is shown in full on own papers and masked elsewhere', () => {
    expect(applicantFullName(open, opened().content)).toBe('示例市云杉商贸有限公司');
    expect(maskedApplicant(open, opened().content)).toBe('示例市云杉****有限公司');
    expect(applicantFullName(home, TestDossier.filled(home).content)).toBe('李示例');
    expect(maskedApplicant(home, TestDossier.filled(home).content)).toBe('李*');
    expect(applicantFullName(foreigner, TestDossier.filled(foreigner).without('person.nameZh').content)).toBe(
      'SAMPLE ANNA MARIA',
    );
    expect(applicantFullName(open, emptyContent())).toBe('');
    const number = fieldsOf(open).get('legalRep.idNumber');
    if (!number) throw new Error('legalRep.idNumber');
    expect(maskedText(number, '110000199001010013')).toBe('110000********0013');
  });

  test('[FM18] a passport that runs out soon and a stay that ends before the due date are said, not refused', () => {
    const dossier = TestDossier.filled(foreigner).text('passport.expires', '2027-05-01');
    const notices = formNotices(foreigner, dossier.content, {
      items: foreigner.items,
      today: TODAY,
      due: '2026-12-31',
    });
    expect(notices).toEqual([
      { path: 'passport.expires', code: 'expires-soon', date: '2027-05-01' },
      { path: 'visa.stayUntil', code: 'ends-before-due', date: '2026-12-20' },
    ]);
    expect(faults(foreigner, dossier)).toEqual([]);
  });

  test('[FM19] one text for one content, whatever the order in which it was written', () => {
    const one = new TestDossier().text('a', '1').text('b', '2').content;
    const other = new TestDossier().text('b', '2').text('a', '1').content;
    expect(canonicalText(one)).toBe(canonicalText(other));
    expect(canonicalText(one)).not.toBe(canonicalText(new TestDossier().text('a', '1').content));
  });

  test('[FM20] checking the whole of the largest form takes no more than a millisecond', () => {
    const dossier = opened();
    for (let warm = 0; warm < 200; warm += 1) faults(open, dossier);
    const times = Array.from({ length: 101 }, () => {
      const start = performance.now();
      faults(open, dossier);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    expect(times[50]).toBeLessThanOrEqual(1);
  });
});
