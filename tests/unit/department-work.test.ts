import { describe, expect, test } from 'vitest';
import { departmentWork } from '#lib/features/department/department-work.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { pickupDesk, TestHall } from './domain/test-hall.ts';

function accepted(time = '10:06', hall = new TestHall(), dossier?: string): TestMatter {
  clock(hall, time);
  return new TestMatter(hall, 'YJS-01', dossier).open(withEverything).receive().accept();
}

const work = (matter: TestMatter, department: string) =>
  departmentWork(matter.hall.state, matter.hall.setup, department, matter.hall.t);

describe('what a department has to do', () => {
  test('stage 1 runs at its department, stage 2 is seen by the others as waiting', () => {
    const matter = accepted();
    const registry = work(matter, 'scjg');
    expect(registry.rows.todo.map((row) => [row.part.item, row.part.phase])).toEqual([['QY-01', 'running']]);
    expect(registry.cards).toEqual({ red: 0, yellow: 0, green: 1 });
    const tax = work(matter, 'swj');
    expect(tax.rows.todo.map((row) => [row.part.item, row.part.phase, row.clock])).toEqual([
      ['QY-03', 'waiting', null],
    ]);
    expect(tax.cards).toEqual({ red: 0, yellow: 0, green: 0 });
  });

  test('most urgent first, over time red; used and left are working minutes', () => {
    const hall = new TestHall();
    const early = accepted('08:40', hall, 'dossier-of-a-test-000a');
    const late = accepted('10:06', hall, 'dossier-of-a-test-000b');
    clock(hall, '14:45');
    const { rows, cards } = work(late, 'scjg');
    expect(rows.todo.map((row) => row.matter.dossier)).toEqual([early.dossier, late.dossier]);
    // 08:40 to 12:00 and 14:00 to 14:45 are 245 of 210 working minutes.
    expect(rows.todo[0]?.clock).toMatchObject({ card: 'red', left: -35, share: 1, perDay: 420 });
    expect(rows.todo[1]?.clock?.card).toBe('green');
    expect(cards).toMatchObject({ red: 1, green: 1 });
  });

  test('decided and sent is done; what the desk sends back is on top again, with its reason', () => {
    const matter = accepted();
    matter.decide('QY-01');
    expect(work(matter, 'scjg').rows.done.map((row) => row.part.item)).toEqual(['QY-01']);
    matter.hall.must(
      'returnDelivery',
      { dossier: matter.dossier, slot: 'licence', reason: 'pieces-wrong' },
      pickupDesk,
    );
    const { rows } = work(matter, 'scjg');
    expect(rows.todo[0]?.returned.map((slot) => slot.returned)).toEqual(['pieces-wrong']);
    expect(rows.send.map((row) => row.unsent.map((slot) => slot.slot))).toEqual([['licence']]);
    expect(rows.done).toEqual([]);
  });

  test('a result that the desk asked for is marked and comes before others', () => {
    const hall = new TestHall();
    const first = accepted('08:40', hall, 'dossier-of-a-test-000a');
    const second = accepted('10:06', hall, 'dossier-of-a-test-000b');
    hall.must('chase', { dossier: second.dossier, slot: 'licence' }, pickupDesk);
    const { rows } = work(first, 'scjg');
    expect(rows.todo.map((row) => [row.matter.dossier, row.isChased])).toEqual([
      [second.dossier, true],
      [first.dossier, false],
    ]);
  });
});
