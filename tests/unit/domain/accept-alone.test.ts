import { describe, expect, test } from 'vitest';
import { carryEntries, completeSetup, type EventBody } from '#lib/domain/index.ts';
import { clock, TestMatter } from './matters.ts';
import { at, hallSetup, TestHall } from './test-hall.ts';

function received(allowed = true): TestMatter {
  const hall = new TestHall(hallSetup((setup) => void (setup.service.provisionalAcceptance = allowed)));
  clock(hall, '10:06');
  return new TestMatter(hall).open().receive();
}

function alone(filed: TestMatter, { minutesAgo = 0, hash = filed.hash, pickupCode = '000017' } = {}): EventBody[] {
  const body = { dossier: filed.dossier, hash, window: filed.window, pickupCode, provisional: '003-001' };
  return filed.hall.must('acceptAlone', body, at(filed.window), minutesAgo * 60_000);
}

describe('accepted without the line', () => {
  test('[I14] it is accepted with the number of the hall, counts from when it was done, and says what is on the paper', () => {
    const [filed, online] = [received(), received()];
    online.accept();
    filed.hall.wait(90);
    alone(filed, { minutesAgo: 90 });
    expect(filed.matter).toMatchObject({
      phase: 'accepted',
      number: 1,
      provisional: '003-001',
      pickupCode: '000017',
      acceptedAt: online.matter.acceptedAt,
    });
    expect(filed.matter.parts.map(({ due }) => due)).toEqual(online.matter.parts.map(({ due }) => due));
    expect(filed.matter.hash).toBe(filed.hash);
  });

  test('[I14] until the notice is printed anew the provisional number is kept, over midnight too', () => {
    const filed = received();
    alone(filed);
    const { hall, dossier } = filed;
    hall.must('printedPaper', { dossier, document: 'acceptance-provisional' }, at(3));
    expect(filed.matter.provisional).toBe('003-001');
    const next = new TestHall(hall.setup, '2026-11-24');
    for (const events of carryEntries(hall.state, hall.setup, 1)) next.relay(events);
    expect([...next.state.matters.values()][0]?.provisional).toBe('003-001');
    hall.must('printedPaper', { dossier, document: 'acceptance' }, at(3));
    expect(filed.matter).toMatchObject({ provisional: '', prints: { acceptance: 1, 'acceptance-provisional': 1 } });
    expect(hall.refolded()).toEqual(hall.state);
  });

  test('[I14] [I12] a pickup code that is taken gives way to the next free one', () => {
    const filed = received();
    const other = new TestMatter(filed.hall, 'YJS-01', 'other'.padEnd(22, 'x'), 4).open().receive().accept();
    filed.hall.state.matters.set(other.matter.id, { ...other.matter, pickupCode: '999999' });
    alone(filed, { pickupCode: '999999' });
    expect(filed.matter.pickupCode).toBe('000000');
  });

  test('[I14] what does not fit any more changes nothing and is a conflict about its matter', () => {
    const changed = received();
    expect(alone(changed, { hash: 'z'.repeat(22) })).toEqual([
      { kind: 'matterConflict', act: 'acceptAlone', matter: changed.matter.id, found: 'dossier-changed' },
    ]);
    expect(changed.matter).toMatchObject({ phase: 'received', window: 3 });
    changed.accept();
    expect(alone(changed)).toMatchObject([{ found: 'matter-accepted' }]);
    expect(alone(received(false))).toMatchObject([{ found: 'provisional-not-allowed' }]);
    const draft = new TestMatter(new TestHall()).open();
    expect(alone(draft)).toMatchObject([{ found: 'matter-not-received' }]);
  });

  test('[I14] a setup that does not say so does not allow it; the sample hall does', () => {
    const { service, ...rest } = hallSetup();
    const { provisionalAcceptance, ...earlier } = service;
    expect(provisionalAcceptance).toBe(true);
    expect(completeSetup({ ...rest, service: earlier }).service).toEqual({ ...service, provisionalAcceptance: false });
    expect(completeSetup(rest).service.provisionalAcceptance).toBe(false);
  });
});
