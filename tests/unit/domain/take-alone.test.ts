import { describe, expect, test } from 'vitest';
import {
  callingOrder,
  carryEntries,
  freeDeviceLetter,
  letterDue,
  letterOf,
  type CommandBodies,
  type EventBody,
} from '#lib/domain/index.ts';
import { at, guide, hallSetup, kiosk, supervisor, TestHall, type By } from './test-hall.ts';

const other: By = { surface: 'kiosk', device: 7, staff: 0, roles: [] };
let tokens = 0;

/** Both kiosks and the guide's tablet are known and have letters. */
function hallWithLetters(setup = hallSetup()): TestHall {
  const hall = new TestHall(setup);
  for (const { device } of [kiosk, other, guide]) {
    const incarnation = `device-${device}`;
    hall.relay([{ kind: 'device', no: device, incarnation, surface: 'kiosk', label: '' }]);
    const due = letterDue(hall.state, incarnation, device);
    if (due) hall.relay([due]);
  }
  return hall;
}

function alone(
  hall: TestHall,
  number: number,
  {
    by = kiosk,
    minutesAgo = 0,
    letter = 'BK',
    ...extra
  }: Partial<CommandBodies['takeAlone']> & { by?: By; minutesAgo?: number } = {},
): EventBody[] {
  tokens += 1;
  const tokenHash = `alone-${tokens}`.padStart(22, 'x');
  const body = { code: hall.codeOf('B'), care: false, tokenHash, letter, number, ...extra };
  return hall.must('takeAlone', body, by, minutesAgo * 60_000);
}

function order(hall: TestHall): string[] {
  return callingOrder(hall.state, ['B'], hall.setup.policy, hall.t).map(({ ticket }) => ticket.label);
}

describe('letters of devices', () => {
  test('[TA1] each device has another letter, good for seven days more, and nothing is due while it is', () => {
    const { state } = hallWithLetters();
    expect([...state.letters.values()]).toEqual([
      { letter: 'K', until: '2026-11-30' },
      { letter: 'L', until: '2026-11-30' },
      { letter: 'M', until: '2026-11-30' },
    ]);
    expect(letterDue(state, 'device-1', 1)).toBeNull();
    expect(letterOf(state.letters, 'device-1', '2026-11-30')).toBe('K');
    expect(letterOf(state.letters, 'device-1', '2026-12-01')).toBeNull();
  });

  test('[TA1] a database that is new gets another letter than the one it replaces', () => {
    const { state } = hallWithLetters();
    expect(letterDue(state, 'device-1-wiped', 8)).toMatchObject({ letter: 'N' });
  });

  test('[TA1] a letter goes over midnight, keeps its device, and is free when its time is over', () => {
    const hall = hallWithLetters();
    const next = new TestHall(hall.setup, '2026-11-27');
    for (const events of carryEntries(hall.state, hall.setup, 4)) next.relay(events);
    expect(letterDue(next.state, 'device-1', 5)).toEqual({
      kind: 'seriesGiven',
      holder: 5,
      letter: 'K',
      until: '2026-12-04',
    });
    expect(letterDue(next.state, 'stranger', 6)).toMatchObject({ letter: 'N' });
    const later = new TestHall(hall.setup, '2026-12-01');
    for (const events of carryEntries(hall.state, hall.setup, 8)) later.relay(events);
    expect(later.state.letters.size).toBe(0);
    expect(letterDue(later.state, 'stranger', 6)).toMatchObject({ letter: 'K' });
  });

  test('[TA1] after a lost disk new letters begin with the series, tomorrow too; those that are known stay', () => {
    const hall = hallWithLetters();
    hall.relay([{ kind: 'epochOpened', epoch: '2-x', before: '1-test', through: 4, series: 'Z', missing: [] }]);
    expect(letterDue(hall.state, 'stranger', 8)).toMatchObject({ letter: 'ZK' });
    expect(letterOf(hall.state.letters, 'device-1', '2026-11-24')).toBe('K');
    const next = new TestHall(hall.setup, '2026-11-24');
    for (const events of carryEntries(hall.state, hall.setup, 1)) next.relay(events);
    expect(letterDue(next.state, 'stranger', 8)).toMatchObject({ letter: 'ZK' });
  });

  test('[TA1] no letter looks like a figure or belongs to the hall, and there are enough for every counter', () => {
    const given = new Set<string>();
    for (let n = 0; n < 200; n += 1) given.add(freeDeviceLetter(given, ''));
    expect(given.size).toBe(200);
    for (const letter of given) expect(letter).toMatch(/^[A-HJ-NP]{1,2}$/);
  });
});

describe('numbers without the line', () => {
  test('[TA2] it joins with the number on the slip, and the own numbers of the queue go on as before', () => {
    const hall = hallWithLetters();
    hall.take('B');
    alone(hall, 1);
    expect(hall.take('B').label).toBe('B002');
    expect(order(hall)).toEqual(['B001', 'BK001', 'B002']);
    expect([...hall.state.tickets.values()].map(({ channel }) => channel)).toEqual(['staff', 'kiosk', 'staff']);
  });

  test('[TA2] a closed queue, a closed hall and a used-up contingent turn nobody away who has a slip', () => {
    const hall = hallWithLetters(hallSetup((setup) => void setup.queues.forEach((queue) => (queue.contingent = 0))));
    hall.must('closeQueue', { queue: 'B' }, supervisor);
    hall.hallOpen = false;
    alone(hall, 1);
    expect(order(hall)).toEqual(['BK001']);
    expect(hall.state.queues.get('B')?.byKiosk).toBe(1);
  });

  test('[TA2] a letter of another device, the bare letter of a queue, a day that is over: for a person, with the number', () => {
    const hall = hallWithLetters();
    expect(alone(hall, 3, { by: other })).toEqual([
      { kind: 'slipConflict', label: 'BK003', found: 'letter-not-own', ticket: 0, day: hall.state.day },
    ]);
    expect(alone(hall, 3, { letter: 'BZ' })).toMatchObject([{ found: 'letter-not-own' }]);
    expect(alone(hall, 3, { day: '2026-11-22' })).toMatchObject([{ found: 'day-closed', day: '2026-11-22' }]);
    expect(alone(hall, 3, { code: 'gone' })).toMatchObject([{ found: 'item-unroutable' }]);
    expect(hall.state.tickets.size).toBe(0);
    expect(hall.state.conflicts.map(({ act, label }) => `${act} ${label}`)).toEqual(
      Array(4)
        .fill('takeAlone BK003')
        .map((text, index) => (index === 1 ? 'takeAlone BZ003' : text)),
    );
  });

  test('[TA2] a number given twice is for a person, who is told who has it', () => {
    const hall = hallWithLetters();
    alone(hall, 1);
    const first = [...hall.state.tickets.values()][0];
    expect(alone(hall, 1)).toMatchObject([{ found: 'number-given-twice', ticket: first?.id }]);
    expect(order(hall)).toEqual(['BK001']);
  });

  test('[TA2] a kiosk gives no priority, staff do', () => {
    const hall = hallWithLetters();
    hall.take('B');
    alone(hall, 1, { priority: 'elder' });
    alone(hall, 1, { by: guide, letter: 'BM', priority: 'elder' });
    expect(order(hall)).toEqual(['BM001', 'B001', 'BK001']);
  });

  test('[TA3] it joins by the time it was taken, between those who came before and after', () => {
    const hall = hallWithLetters();
    hall.take('B');
    hall.wait(10);
    hall.take('B');
    hall.wait(10);
    hall.take('B');
    alone(hall, 1, { minutesAgo: 18 });
    alone(hall, 2, { minutesAgo: 5 });
    alone(hall, 1, { by: other, letter: 'BL', minutesAgo: 15 });
    alone(hall, 3);
    expect(order(hall)).toEqual(['B001', 'BK001', 'BL001', 'B002', 'BK002', 'B003', 'BK003']);
    expect(hall.refolded()).toEqual(hall.state);
  });

  test('[TA3] many between two neighbours keep their order', () => {
    const hall = hallWithLetters();
    hall.take('B');
    hall.wait(200);
    hall.take('B');
    for (let n = 1; n <= 150; n += 1) alone(hall, n, { minutesAgo: 200 - n });
    const own = Array.from({ length: 150 }, (_, index) => `BK${String(index + 1).padStart(3, '0')}`);
    expect(order(hall)).toEqual(['B001', ...own, 'B002']);
  });

  test('[TA3] a transfer by time keeps the place it was taken at', () => {
    const hall = hallWithLetters();
    hall.take('B');
    hall.wait(10);
    hall.take('B');
    alone(hall, 1, { minutesAgo: 5 });
    hall.open(1);
    hall.call(1);
    hall.serve(1, 1);
    const { id } = hall.call(1);
    expect(hall.ticket(id).label).toBe('BK001');
    hall.must('transfer', { window: 1, ticket: id, queue: 'B', place: 'time' }, at(1));
    expect(order(hall)).toEqual(['BK001', 'B002']);
  });

  test('[TA4] the number of an answer that never came leaves for the one on the slip', () => {
    const hall = hallWithLetters();
    const tokenHash = 'wish'.padStart(22, 'x');
    const asked = hall.take('B', kiosk, { tokenHash });
    alone(hall, 1, { tokenHash });
    expect(hall.ticket(asked.id).phase).toBe('left');
    expect(order(hall)).toEqual(['BK001']);
    expect(hall.tryTake('B', kiosk, { tokenHash })).toMatchObject({
      ok: false,
      code: 'already-waiting',
      data: { label: 'BK001' },
    });
  });
});
