import { describe, expect, test } from 'vitest';
import { formOf, type DossierContent } from '#lib/domain/index.ts';
import { hashToken } from '#lib/features/kiosk/token.ts';
import { bundleOf, deliveriesOf, handedToday, piecesKept, shelfOf } from '#lib/features/pickup/bundles.ts';
import { collectorsOf, collectorWith, filedAuthority, freshContent } from '#lib/features/pickup/collectors.ts';
import { findBundles } from '#lib/features/pickup/find-bundle.ts';
import { shortCodeOf } from '#lib/features/take/short-code.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { pickupDesk, TestHall } from './domain/test-hall.ts';

const STAGE_TWO = ['QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07'];

function accepted(hall = new TestHall(), dossier?: string, change = withEverything): TestMatter {
  clock(hall, '10:06');
  return new TestMatter(hall, 'YJS-01', dossier).open(change).receive().accept();
}

const bundle = (matter: TestMatter) => bundleOf(matter.matter, matter.hall.state, matter.hall.setup, matter.hall.t);

describe('bundles on the shelf', () => {
  test('from nothing to ready: what is missing, on its way, here', () => {
    const matter = accepted();
    const { hall } = matter;
    expect(bundle(matter)).toMatchObject({ state: 'working', here: 0, card: 'green' });
    expect(shelfOf(hall.state, hall.setup, hall.t)).toEqual([]);
    matter.decide('QY-01');
    expect(deliveriesOf(hall.state).map(({ slot, part }) => [slot.slot, part?.item])).toEqual([['licence', 'QY-01']]);
    expect(bundle(matter)?.state).toBe('missing');
    matter.confirm('licence');
    expect(bundle(matter)).toMatchObject({ state: 'working', here: 1 });
    for (const item of STAGE_TWO) matter.decide(item);
    for (const slot of ['seal', 'invoice', 'tax_device']) matter.confirm(slot);
    expect(bundle(matter)).toMatchObject({ state: 'ready', here: 4, missing: [], card: null });
    const device = matter.matter.custody;
    expect(piecesKept(hall.state, device)).toBe(4);
    hall.must('handOver', { dossier: matter.dossier, by: 'self' }, pickupDesk);
    expect(bundle(matter)?.state).toBe('handed');
    expect(handedToday(hall.state)).toBe(1);
    expect(piecesKept(hall.state, device)).toBe(0);
  });

  test('late results make it red and bring it to the top', () => {
    const hall = new TestHall();
    const first = accepted(hall, 'dossier-of-a-test-000a');
    const second = accepted(hall, 'dossier-of-a-test-000b');
    for (const matter of [first, second]) matter.decide('QY-01').confirm('licence');
    for (const item of STAGE_TWO) first.decide(item);
    for (const slot of ['seal', 'invoice', 'tax_device']) first.confirm(slot);
    clock(hall, '17:20');
    const shelf = shelfOf(hall.state, hall.setup, hall.t);
    expect(shelf.map(({ matter, card, state }) => [matter.shelf, card, state])).toEqual([
      ['A-02', 'red', 'missing'],
      ['A-01', null, 'ready'],
    ]);
  });

  test('nothing to collect is no bundle', () => {
    const matter = accepted(new TestHall(), undefined, (content) => {
      content.choices['company.electronicLicenceOnly'] = { value: true, by: '0317', at: 0 };
      content.choices['item:QY-02'] = { value: false, by: '0317', at: 0 };
    });
    expect(matter.matter.slots).toEqual([]);
    expect(bundle(matter)).toBeNull();
  });
});

describe('finding a bundle by what is scanned or typed', () => {
  const matter = accepted();
  matter.hall.state.matters.set(matter.matter.id, { ...matter.matter, tokens: [hashToken('abcdefghijklmnopqrstuv')] });
  const { no, pickupCode, tokens } = matter.matter;
  const find = (typed: string) => findBundles(matter.hall.state, typed, () => '示例市云杉商贸有限公司').length;

  test.each([
    ['the QR link', 'http://hall.test/r/abcdefghijklmnopqrstuv'],
    [
      'the pickup code, in full-width digits',
      pickupCode.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    ],
    ['the matter number with its blanks', no.replace(/(\d{4})/g, '$1 ')],
    ['its last four digits', no.slice(-4)],
    [
      'the short code with a blank, in small letters',
      shortCodeOf(tokens[0] ?? '')
        .toLowerCase()
        .replace(/(.{4})/, '$1 '),
    ],
    ['part of the name', '云杉'],
  ])('%s', (_, typed) => expect(find(typed)).toBe(1));

  test('nothing that it is', () => {
    for (const typed of ['', '   ', '000000', '不存在的公司', 'http://hall.test/r/zzzzzzzzzzzzzzzzzzzzzz'])
      expect(find(typed)).toBe(0);
  });
});

describe('who stands at the desk', () => {
  const matter = accepted();
  const setup = matter.hall.setup;
  const form = formOf(setup, 'YJS-01');
  if (!form) throw new Error('no form');
  const { content } = matter;
  const rules = { setup, form, code: 'YJS-01', today: matter.hall.state.day };

  test("a company is its legal representative; an agent is the filing's; numbers are compared without blanks", () => {
    expect(collectorsOf(form, content, 'self').map(({ name }) => name)).toEqual(['张示例']);
    expect(collectorsOf(form, content, 'agent').map(({ name }) => name)).toEqual(['王示例']);
    expect(collectorWith(collectorsOf(form, content, 'self'), ' 110000 19900101 0013 ')?.name).toBe('张示例');
    expect(collectorWith(collectorsOf(form, content, 'self'), '110000197803030033')).toBeNull();
  });

  test('every new owner of a house may collect', () => {
    const house = formOf(setup, 'YJS-03');
    if (!house) throw new Error('no form');
    const owners: DossierContent = {
      ...content,
      rows: { transferees: ['row1', 'row2'] },
      texts: {
        'transferees/row1/name': '李示例',
        'transferees/row1/idNumber': '110000198506150025',
        'transferees/row2/name': '赵示例',
        'transferees/row2/idNumber': '110000199509090042',
      },
    };
    expect(collectorsOf(house, owners, 'self').map(({ name }) => name)).toEqual(['李示例', '赵示例']);
  });

  test('the authorisation of the filing must cover collecting', () => {
    expect(filedAuthority(content, rules)).toMatchObject({ mayCollect: true, copies: 1 });
    const narrow = structuredClone(content);
    narrow.choices['agent.authority'] = { value: ['submit'], by: '0317', at: 0 };
    expect(filedAuthority(narrow, rules)?.mayCollect).toBe(false);
  });

  test('a check from before the last handover, or of another day, counts for nothing', () => {
    const checked: DossierContent = {
      ...content,
      marks: { pickup: { by: 'self', checkedAt: 1000 } },
      signatures: { pickup: { strokes: [[0, 0, 1, 1]], aspect: 2, by: '0601', at: 1001 } },
    };
    expect(freshContent(checked, 500)).toBe(checked);
    expect(freshContent(checked, 2000).marks['pickup']).toBeUndefined();
    expect(freshContent(checked, 2000).signatures['pickup']).toBeUndefined();
  });
});
