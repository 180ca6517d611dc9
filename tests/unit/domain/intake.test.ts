import { describe, expect, test } from 'vitest';
import { checkSetup, deemedAcceptances, formOf, type Setup } from '#lib/domain/index.ts';
import { clock, numberOf, TestMatter, withEverything } from './matters.ts';
import { materialCheck } from './sample-dossier.ts';
import { at, codeOf, hallSetup, hashOf, supervisor, TestHall } from './test-hall.ts';

function hallAt(time = '10:06', setup?: Setup): TestHall {
  const hall = new TestHall(setup);
  clock(hall, time);
  return hall;
}

describe('a matter is begun and received', () => {
  test('[I1][I3] one matter for a dossier; the same again is a conflict and changes nothing', () => {
    const hall = hallAt();
    const filed = new TestMatter(hall).open();
    const before = filed.matter;
    hall.must(
      'openMatter',
      { window: 5, ticket: 0, code: 'QY-08', dossier: filed.dossier, tokenHash: 'x'.repeat(22) },
      at(5),
    );
    expect(filed.matter).toEqual(before);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ act: 'openMatter', matter: before.id, found: 'matter-open' });
  });

  test('[I1] an unknown item founds nothing', () => {
    const hall = hallAt();
    hall.must(
      'openMatter',
      { window: 3, ticket: 0, code: 'XX-99', dossier: 'a'.repeat(22), tokenHash: 'b'.repeat(22) },
      at(3),
    );
    expect(hall.state.matters.size).toBe(0);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ found: 'item-unknown' });
  });

  test('[Q26] who comes to collect results gets a number, and no matter is opened for it', () => {
    const hall = hallAt();
    const ticket = hall.take('E', undefined, { code: 'LQ-01' });
    expect(ticket.label).toBe('E001');
    const body = { window: 16, ticket: ticket.id, code: 'LQ-01', dossier: 'a'.repeat(22), tokenHash: 'b'.repeat(22) };
    hall.must('openMatter', body, at(16));
    expect(hall.state.matters.size).toBe(0);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ found: 'item-unknown' });
  });

  test('[I1] beside a ticket the ticket’s token leads to the matter too: one QR from the number to the rating', () => {
    const hall = hallAt();
    const ticket = hall.take('A');
    hall.open(3);
    hall.call(3);
    const filed = new TestMatter(hall).open(undefined, ticket.id);
    expect(filed.matter.label).toBe(ticket.label);
    expect(hall.state.mattersByToken.get(ticket.token)).toEqual([filed.matter.id]);
    expect(hall.state.mattersByToken.get(filed.matter.tokens[0] ?? '')).toEqual([filed.matter.id]);
  });

  test('[I4] received: number, items, and the minute by which gaps must be told (five working days)', () => {
    const hall = hallAt('10:06');
    const filed = new TestMatter(hall).open().receive();
    expect(filed.matter.phase).toBe('received');
    expect(filed.matter.no).toMatch(/^9900001120261123103\d{4}$/);
    // 2026-11-23 is a Monday: five working days later is Monday 30, at the close of the day.
    expect(filed.matter.tellBy).toBe(7 * 1440 + 1050);
  });

  test('[I4] received while cut off: the five days run from the receipt, whenever it was entered', () => {
    const hall = new TestHall(undefined, '2026-11-30');
    clock(hall, '08:30');
    const filed = new TestMatter(hall).open();
    // Friday 27 November, 16:30, entered on Monday morning.
    const lag = 2 * 86_400_000 + 16 * 3_600_000;
    hall.must('receive', { dossier: filed.dossier, no: numberOf(), items: ['QY-01'] }, at(3), lag);
    expect(filed.matter.receivedAt).toBe((990 - 3 * 1440) * 60_000);
    expect(filed.matter.tellBy).toBe(4 * 1440 + 1050);
  });

  test.each([
    ['a wrong check digit', (no: string) => `${no.slice(0, -1)}${(Number(no.at(-1)) + 1) % 10}`, 'matter-number-wrong'],
    ['a number of another device', () => numberOf(104), 'matter-number-not-yours'],
  ])('[I5] %s is a conflict', (_, change, found) => {
    const hall = hallAt();
    hall.relay([
      { kind: 'device', no: 103, incarnation: 'three', surface: 'staff', label: '' },
      { kind: 'terminal', no: 103, terminal: 103 },
      { kind: 'device', no: 104, incarnation: 'four', surface: 'staff', label: '' },
      { kind: 'terminal', no: 104, terminal: 104 },
    ]);
    const filed = new TestMatter(hall).open();
    hall.must('receive', { dossier: filed.dossier, no: change(numberOf()), items: ['QY-01'] }, at(3));
    expect(filed.matter.phase).toBe('draft');
    expect(hall.state.conflicts.at(-1)?.found).toBe(found);
  });

  test('[I5] the same number twice is a conflict', () => {
    const hall = hallAt();
    const one = new TestMatter(hall).open().receive();
    const two = new TestMatter(hall, 'YJS-01', 'dossier-of-a-test-0002').open();
    hall.must('receive', { dossier: two.dossier, no: one.matter.no, items: ['QY-01'] }, at(3));
    expect(two.matter.phase).toBe('draft');
    expect(hall.state.conflicts.at(-1)?.found).toBe('matter-number-taken');
  });
});

describe('gaps are told once', () => {
  const told = (filed: TestMatter, until = filed.hall.t / 60_000 + 5 * 1440) =>
    filed.hall.act('askSupplement', { dossier: filed.dossier, until: Math.floor(until) }, at(3));

  test('[I6] all gaps once; again only about papers supplied since; not before receipt, not into the past', () => {
    const hall = hallAt();
    const filed = new TestMatter(hall).open();
    expect(codeOf(told(filed))).toBe('matter-not-received');
    filed.receive();
    expect(codeOf(told(filed, hall.t / 60_000 - 1))).toBe('date-past');
    expect(told(filed).ok).toBe(true);
    expect(filed.matter.phase).toBe('supplement');
    expect(codeOf(filed.tryAccept())).toBe('matter-awaits-supplement');
    expect(codeOf(told(filed))).toBe('supplement-once');
    hall.must('supplied', { dossier: filed.dossier }, at(3));
    expect(filed.matter.phase).toBe('received');
    expect(told(filed).ok).toBe(true);
    expect(filed.matter.supplements).toBe(2);
  });

  test('[I7] silence for five working days accepts by law, from the day of receipt', () => {
    const hall = hallAt('10:06');
    const filed = new TestMatter(hall).open().receive();
    const silence = (t: number) => deemedAcceptances(hall.state, { t, setup: hall.setup });
    expect(silence(filed.matter.tellBy * 60_000)).toEqual([]);
    const events = silence(filed.matter.tellBy * 60_000 + 1);
    expect(events).toEqual([{ kind: 'deemedAccepted', matter: filed.matter.id }]);
    hall.relay(events);
    expect(silence(filed.matter.tellBy * 60_000 + 1)).toEqual([]);
    expect(codeOf(told(filed))).toBe('matter-deemed-accepted');
    hall.t += 3_600_000;
    filed.accept();
    expect(filed.partOf('QY-01').due).toBe(filed.minute('15:36'));
  });

  test('[I7] between the last minute and its record, too: nothing is told and nothing refused any more', () => {
    const hall = hallAt('10:06');
    const filed = new TestMatter(hall).open().receive();
    hall.t = filed.matter.tellBy * 60_000 + 1;
    expect(codeOf(told(filed, filed.matter.tellBy + 10_000))).toBe('matter-deemed-accepted');
    const refusal = { dossier: filed.dossier, hash: filed.hash, reason: 'other' } as const;
    expect(codeOf(hall.act('notAccept', refusal, at(3)))).toBe('matter-deemed-accepted');
  });

  test('[I7][I2] over a new year that nobody had announced: a holiday published since is no day of silence', () => {
    const unannounced = hallSetup((setup) => void delete setup.calendar.years['2027']);
    const hall = new TestHall(unannounced, '2026-12-28');
    clock(hall, '10:06');
    const filed = new TestMatter(hall).open().receive();
    // Monday 28 December: by Monday to Friday the fifth day after it is Monday 4 January.
    expect(filed.matter.tellBy).toBe(7 * 1440 + 1050);
    const t = filed.matter.tellBy * 60_000 + 1;
    expect(deemedAcceptances(hall.state, { t, setup: unannounced })).toHaveLength(1);
    const announced = hallSetup((setup) => {
      setup.calendar.years['2027'] = { off: ['2027-01-01', '2027-01-02', '2027-01-03'], work: [] };
    });
    expect(deemedAcceptances(hall.state, { t, setup: announced })).toEqual([]);
    expect(deemedAcceptances(hall.state, { t: t + 86_400_000, setup: announced })).toHaveLength(1);
    // A swapped working day does not shorten what was told at receipt.
    const swapped = hallSetup((setup) => void (setup.calendar.years['2027'] = { off: [], work: ['2027-01-02'] }));
    expect(deemedAcceptances(hall.state, { t: t - 2, setup: swapped })).toEqual([]);
  });

  test('[D5] a minute of another day is not taken for one of today', () => {
    const hall = hallAt('10:06');
    const filed = new TestMatter(hall).open().receive();
    const asked = { dossier: filed.dossier, until: 2000, day: '2026-11-22' };
    expect(codeOf(hall.act('askSupplement', asked, at(3)))).toBe('day-closed');
  });
});

describe('acceptance', () => {
  test('[I10] YJS-01 at 10:06: stage 1 today 15:36, stage 2 printed as tomorrow 10:06 (rules C8)', () => {
    const filed = new TestMatter(hallAt('10:06')).open(withEverything).receive().accept();
    const { matter } = filed;
    expect(matter.phase).toBe('accepted');
    expect(matter.number).toBe(1);
    expect(filed.partOf('QY-01')).toMatchObject({ phase: 'running', department: 'scjg', due: filed.minute('15:36') });
    for (const item of ['QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07']) {
      expect(filed.partOf(item)).toMatchObject({ phase: 'waiting', stage: 1, after: 0, printedDue: 1440 + 606 });
    }
    expect(matter.slots.map((slot) => slot.slot).sort()).toEqual(['invoice', 'licence', 'seal', 'tax_device']);
    expect(matter.hash).toBe(filed.hash);
  });

  test('[I10] what is unticked has no part and no slot', () => {
    const filed = new TestMatter(hallAt())
      .open((content) => {
        content.choices['item:QY-02'] = { value: false, by: '0317', at: 0 };
        content.choices['item:QY-07'] = { value: false, by: '0317', at: 0 };
      })
      .receive()
      .accept();
    expect(filed.matter.parts.map((part) => part.item)).toEqual(['QY-01', 'QY-03', 'QY-04', 'QY-05', 'QY-06']);
    expect(filed.matter.slots.map((slot) => slot.slot)).not.toContain('seal');
  });

  test('[I9] before receipt, twice, without a dossier, or when somebody changed it meanwhile: refused by name', () => {
    const hall = hallAt();
    const filed = new TestMatter(hall).open();
    expect(codeOf(filed.tryAccept())).toBe('matter-not-received');
    filed.receive();
    const seen = filed.hash;
    filed.content.texts['company.scope'] = '食品销售';
    expect(codeOf(filed.tryAccept(seen))).toBe('dossier-changed');
    const kept = filed.content;
    hall.dossiers.delete(filed.dossier);
    expect(codeOf(filed.tryAccept(seen))).toBe('dossier-not-here');
    hall.dossiers.set(filed.dossier, kept);
    filed.accept();
    expect(codeOf(filed.tryAccept())).toBe('matter-accepted');
  });

  test('[I9] shares that miss the capital by 0.01 keep the matter from being accepted', () => {
    const filed = new TestMatter(hallAt())
      .open((content) => (content.texts['shareholders/row1/amount'] = '59.99'))
      .receive();
    const outcome = filed.tryAccept();
    expect(codeOf(outcome)).toBe('form-incomplete');
    expect(outcome.ok ? null : outcome.data).toMatchObject({
      faults: [{ path: 'shareholders', code: 'sum-mismatch' }],
    });
    expect(filed.matter.phase).toBe('received');
  });

  test('[I9] refusals name places and codes, never what stands there', () => {
    const filed = new TestMatter(hallAt())
      .open((content) => (content.texts['legalRep.idNumber'] = '110000199001010014'))
      .receive();
    const outcome = filed.tryAccept();
    expect(codeOf(outcome)).toBe('form-incomplete');
    expect(JSON.stringify(outcome)).not.toContain('11000019900101');
  });

  test('[I11] an agent without authorisation: received, not accepted', () => {
    const filed = new TestMatter(hallAt()).open();
    delete filed.content.materials['poa'];
    filed.receive();
    expect(filed.matter.phase).toBe('received');
    expect(codeOf(filed.tryAccept())).toBe('agent-not-authorised');
  });

  test('[I9] a material that is not here keeps the matter from being accepted', () => {
    const filed = new TestMatter(hallAt()).open();
    delete filed.content.materials['articles'];
    filed.receive();
    expect(codeOf(filed.tryAccept())).toBe('materials-incomplete');
  });

  test('[I12] a promised material is recorded; a pickup code is used once among open matters', () => {
    const hall = hallAt();
    const filed = new TestMatter(hall).open();
    filed.content.choices['premises.byCommitment'] = { value: true, by: '0317', at: 0 };
    filed.content.materials['premises'] = materialCheck('promised');
    filed.receive().accept();
    expect(filed.matter.promised).toEqual(['premises']);
    const other = new TestMatter(hall, 'YJS-01', 'dossier-of-a-test-0002').open().receive();
    const same = hall.act(
      'accept',
      { dossier: other.dossier, hash: other.hash, window: 3, pickupCode: filed.matter.pickupCode },
      at(3),
    );
    expect(codeOf(same)).toBe('pickup-code-taken');
  });

  test('[I2] a catalogue published while a matter is open: the matter keeps its version', () => {
    const old = hallSetup();
    const hall = hallAt(
      '10:06',
      hallSetup((setup) => {
        for (const entry of setup.catalogue.packages) if (entry.code === 'YJS-01') entry.items = ['QY-01'];
        for (const form of setup.forms ?? []) if (form.package === 'YJS-01') form.items = ['QY-01'];
      }),
    );
    hall.published.set(1, old);
    hall.relay([{ kind: 'setupPublished', version: 1, hash: 'a' }]);
    const filed = new TestMatter(hall);
    hall.dossiers.set(filed.dossier, new TestMatterContent(old).content);
    hall.must(
      'openMatter',
      { window: 3, ticket: 0, code: 'YJS-01', dossier: filed.dossier, tokenHash: 'q'.repeat(22) },
      at(3),
    );
    hall.relay([{ kind: 'setupPublished', version: 2, hash: 'b' }]);
    const items = formOf(old, 'YJS-01')?.items ?? [];
    hall.must('receive', { dossier: filed.dossier, no: numberOf(), items }, at(3));
    filed.accept();
    expect(filed.matter.parts).toHaveLength(7);
  });

  test('[I8] not accepted names its ground; without its words it is refused', () => {
    const filed = new TestMatter(hallAt()).open().receive();
    const ask = (reason: 'other' | 'not-authority') =>
      filed.hall.act('notAccept', { dossier: filed.dossier, hash: filed.hash, reason }, at(3));
    expect(codeOf(ask('other'))).toBe('reason-missing');
    filed.content.texts['refusal.authority'] = '示例市行政审批局';
    expect(ask('not-authority').ok).toBe(true);
    expect(filed.matter.phase).toBe('notAccepted');
    expect(codeOf(filed.tryAccept())).toBe('matter-not-accepted');
  });
});

describe('receipts', () => {
  test('[T3] a renewed token leads to the matter, the old ones nowhere', () => {
    const hall = hallAt();
    const filed = new TestMatter(hall).open().receive();
    const [old = ''] = filed.matter.tokens;
    const fresh = 'fresh-token-hash-00001';
    expect(hall.act('renewToken', { dossier: filed.dossier, tokenHash: fresh }, supervisor).ok).toBe(true);
    expect(hall.state.mattersByToken.get(old)).toBeUndefined();
    expect(hall.state.mattersByToken.get(fresh)).toEqual([filed.matter.id]);
    expect(codeOf(hall.act('renewToken', { dossier: filed.dossier, tokenHash: fresh }, supervisor))).toBe('id-reused');
  });

  test('[Q22] each print of a matter’s paper is counted', () => {
    const filed = new TestMatter(hallAt()).open().receive();
    for (let times = 1; times <= 2; times += 1) {
      filed.hall.must('printedPaper', { dossier: filed.dossier, document: 'materials-receipt' }, at(3));
      expect(filed.matter.prints['materials-receipt']).toBe(times);
    }
  });
});

class TestMatterContent {
  readonly content;
  constructor(setup: Setup) {
    const hall = new TestHall(setup);
    this.content = new TestMatter(hall).open().content;
    hashOf(this.content);
  }
}

describe('the department of a part', () => {
  test('[I10] an item that names its department in words has it by its name; one without any is not published', () => {
    const inWords = hallSetup((setup) => {
      for (const item of setup.catalogue.items) if (item.code === 'QY-01') delete item.departmentId;
    });
    expect(checkSetup(inWords).ok).toBe(true);
    const filed = new TestMatter(hallAt('10:06', inWords)).open().receive().accept();
    expect(filed.partOf('QY-01').department).toBe('scjg');
    const nobody = hallSetup((setup) => {
      for (const item of setup.catalogue.items) if (item.code === 'QY-01') item.departmentId = 'nobody';
    });
    const fault = { path: 'items.QY-01.department', fault: 'unknown-reference' };
    expect(checkSetup(nobody)).toMatchObject({ ok: false, data: { faults: [fault] } });
  });
});
