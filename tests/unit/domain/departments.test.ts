import { describe, expect, test } from 'vitest';
import { resultPath } from '#lib/domain/index.ts';
import { clock, TestMatter, withEverything } from './matters.ts';
import { at, codeOf, reviewer, TestHall } from './test-hall.ts';

function accepted(time = '10:06'): TestMatter {
  const hall = new TestHall();
  clock(hall, time);
  return new TestMatter(hall).open(withEverything).receive().accept();
}

describe('departments register what they decided', () => {
  test('[DP1] only the own department’s part, and only while it runs', () => {
    const filed = accepted();
    const foreign = filed.hall.act(
      'decidePart',
      { dossier: filed.dossier, item: 'QY-01', outcome: 'granted', at: 700, hash: filed.hash, pieces: [] },
      reviewer('swj'),
    );
    expect(codeOf(foreign)).toBe('department-not-yours');
    expect(codeOf(filed.tryDecide('QY-03'))).toBe('stage-not-open');
    filed.decide('QY-01');
    expect(codeOf(filed.tryDecide('QY-01'))).toBe('part-decided');
  });

  test('[DP2] who accepted a matter may not decide it', () => {
    const filed = accepted();
    const clerk = { ...at(3), roles: ['reviewer'] as const, department: 'scjg' };
    const body = { dossier: filed.dossier, item: 'QY-01', outcome: 'granted' as const, at: 606, hash: filed.hash };
    expect(codeOf(filed.hall.act('decidePart', { ...body, pieces: [] }, clerk))).toBe('duties-separate');
  });

  test('[DP3] decided elsewhere between its start and now; its result fields are complete', () => {
    const filed = accepted();
    filed.hall.wait(60);
    expect(codeOf(filed.tryDecide('QY-01', { at: 605 }))).toBe('decided-at-impossible');
    expect(codeOf(filed.tryDecide('QY-01', { at: 667 }))).toBe('decided-at-impossible');
    const bare = accepted();
    const body = { dossier: bare.dossier, item: 'QY-01', outcome: 'granted' as const, at: 606, hash: bare.hash };
    expect(codeOf(bare.hall.act('decidePart', { ...body, pieces: [] }, reviewer('scjg')))).toBe('result-incomplete');
  });

  test('[DP3] what somebody changed meanwhile is looked at first', () => {
    const filed = accepted();
    const seen = filed.hash;
    filed.content.texts['note'] = 'x';
    const body = { dossier: filed.dossier, item: 'QY-01', outcome: 'granted' as const, at: 606, hash: seen };
    expect(codeOf(filed.hall.act('decidePart', { ...body, pieces: [] }, reviewer('scjg')))).toBe('dossier-changed');
  });

  test('[DP4] stage 2 opens when stage 1 ends: due half a working day later, never after the printed time', () => {
    const filed = accepted('10:06');
    clock(filed.hall, '11:00');
    filed.decide('QY-01');
    expect(filed.partOf('QY-01')).toMatchObject({ phase: 'granted', decidedElsewhereAt: filed.minute('11:00') });
    // 60 minutes until noon, 150 more from 14:00.
    expect(filed.partOf('QY-03')).toMatchObject({
      phase: 'running',
      since: filed.minute('11:00'),
      due: filed.minute('16:30'),
      printedDue: 1440 + filed.minute('10:06'),
    });
    const late = accepted('10:06');
    clock(late.hall, '17:20');
    late.decide('QY-01');
    expect(late.partOf('QY-03').due).toBe(1440 + late.minute('10:06'));
  });

  test('[DP5] a refusal names its reason, and takes with it what rests on it', () => {
    const filed = accepted();
    expect(codeOf(filed.tryDecide('QY-01', { outcome: 'refused', pieces: [] }))).toBe('reason-missing');
    filed.content.texts[resultPath('QY-01', 'refusal')] = '名称与他人近似';
    expect(filed.tryDecide('QY-01', { outcome: 'refused', pieces: [] }).ok).toBe(true);
    expect(filed.matter.parts.map((part) => part.phase)).toEqual(['refused', ...Array<string>(6).fill('cancelled')]);
    expect(filed.matter.slots.every((slot) => slot.phase === 'cancelled')).toBe(true);
    expect(filed.matter.phase).toBe('closed');
  });

  test('[DP6] decide and send are one act; a result that follows later is a fact of its own', () => {
    const filed = accepted();
    filed.tryDecide('QY-01', { pieces: [] });
    expect(filed.matter.slots.find((slot) => slot.slot === 'licence')?.phase).toBe('expected');
    filed.hall.must('deliver', { dossier: filed.dossier, slot: 'licence', pieces: 2 }, reviewer('scjg'));
    expect(filed.matter.slots.find((slot) => slot.slot === 'licence')).toMatchObject({ phase: 'sent', pieces: 2 });
    filed.hall.must('deliver', { dossier: filed.dossier, slot: 'licence', pieces: 2 }, reviewer('scjg'));
    expect(filed.hall.state.conflicts.at(-1)).toMatchObject({ act: 'deliver', found: 'sent' });
    filed.decide('QY-02');
    expect(filed.matter.slots.find((slot) => slot.slot === 'seal')?.phase).toBe('sent');
  });

  test('[DP1] a slot of another part cannot be sent', () => {
    const filed = accepted();
    expect(codeOf(filed.tryDecide('QY-01', { pieces: [['seal', 4]] }))).toBe('slot-unknown');
  });

  test('[DP7] the package ends when all chosen parts have ended', () => {
    const filed = accepted();
    for (const item of ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06']) filed.decide(item);
    expect(filed.matter.phase).toBe('accepted');
    filed.decide('QY-07');
    expect(filed.matter.phase).toBe('decided');
  });
});
