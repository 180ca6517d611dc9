import { describe, expect, test } from 'vitest';
import {
  addDays,
  checkName,
  checkSetup,
  clockText,
  dateOf,
  estimateWait,
  givesNumbers,
  isHallDate,
  isWorkingDay,
  maskName,
  medianOf,
  midnightOf,
  minuteOfDay,
  nextWorkingDay,
  weekdayOf,
  type Setup,
} from '#lib/domain/index.ts';
import { at, hallSetup, TestHall } from './test-hall.ts';

describe('the estimate', () => {
  function hallWith(minutes: readonly number[], windows: number): TestHall {
    const hall = new TestHall();
    hall.relay([{ kind: 'carry', what: 'service', key: 'B', value: minutes.map((value) => value * 60_000) }]);
    [1, 2, 5, 6].slice(0, windows).forEach((window) => hall.open(window));
    return hall;
  }

  test('[Q16] median service × people ahead ÷ open windows, ± 25 %', () => {
    expect(estimateWait(hallWith([4, 10, 5], 2).state, 'B', 8)).toEqual({
      from: 15,
      to: 25,
      medianMinutes: 5,
      openWindows: 2,
    });
    expect(estimateWait(hallWith([4, 6], 1).state, 'B', 3)).toEqual({
      from: 11,
      to: 19,
      medianMinutes: 5,
      openWindows: 1,
    });
  });

  test('[Q16] none without history, and none without an open window', () => {
    expect(estimateWait(hallWith([], 2).state, 'B', 3)).toBeNull();
    expect(estimateWait(hallWith([5], 0).state, 'B', 3)).toBeNull();
    const paused = hallWith([5], 1);
    paused.must('pause', { window: 1, reason: 'lunch' }, at(1));
    expect(estimateWait(paused.state, 'B', 3)).toBeNull();
  });

  test('[Q16] with nobody ahead it says up to a minute', () => {
    expect(estimateWait(hallWith([5], 1).state, 'B', 0)).toMatchObject({ from: 0, to: 1 });
  });

  test('[Q16] only finished services count, the latest thirty; a consultation does not', () => {
    const hall = hallWith(
      Array.from({ length: 30 }, () => 1),
      1,
    );
    hall.take('B');
    hall.take('B');
    hall.call(1);
    hall.serve(1, 9);
    const { id } = hall.call(1);
    hall.must('begin', { window: 1, ticket: id }, at(1));
    hall.wait(50);
    hall.must('finish', { window: 1, ticket: id, outcome: 'consulted' }, at(1));
    expect(hall.state.queues.get('B')?.service).toEqual([...Array.from({ length: 29 }, () => 60_000), 540_000]);
  });

  test('[Q16] median of odd, even and no values', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).toEqual([2, 2.5, 0]);
  });
});

describe('names', () => {
  test.each(['张三', '阿依古丽·买买提', 'Anne-Marie O’Neill', '𠮷田', '李\u{30EDE}', '一'.repeat(60), '𠮷'.repeat(60)])(
    '[N1] %s is a name',
    (name) => {
      expect(checkName(name)).toEqual({ ok: true, value: name });
    },
  );

  test('[N1] spaces around it go, and composed forms are one form', () => {
    expect(checkName(' \u3000张三 ')).toEqual({ ok: true, value: '张三' });
    expect(checkName('Zoe\u0308')).toEqual({ ok: true, value: 'Zoë' });
  });

  test.each([
    ['', 'name-empty'],
    [' \u3000', 'name-empty'],
    ['一'.repeat(61), 'name-too-long'],
    ['𠮷'.repeat(61), 'name-too-long'],
    ['张\u0000三', 'name-has-control-characters'],
    ['张\n三', 'name-has-control-characters'],
    ['张\u200B三', 'name-has-control-characters'],
    ['张\u202E三', 'name-has-control-characters'],
    ['张\uD800', 'name-has-control-characters'],
  ])('[N2] %j is refused as %s', (name, code) => {
    expect(checkName(name)).toMatchObject({ ok: false, code });
  });

  test('[N3] public screens show the first character, whole, and a star', () => {
    expect([maskName('张三'), maskName('𠮷田'), maskName('')]).toEqual(['张*', '𠮷*', '*']);
  });
});

describe('calendar and clock', () => {
  const { calendar } = hallSetup();

  test.each([
    ['2026-10-10', true],
    ['2026-10-03', false],
    ['2026-10-01', false],
    ['2026-10-08', true],
    ['2026-01-04', true],
    ['2026-02-14', true],
    ['2026-02-16', false],
    ['2026-09-20', true],
    ['2026-11-21', false],
    ['2026-11-23', true],
  ])('[C1] %s works: %s', (date, works) => {
    expect(isWorkingDay(calendar, date)).toBe(works);
  });

  test('[C1] a year without a notice is Monday to Friday', () => {
    expect(
      ['2031-10-01', '2031-10-04', '2031-10-05', '2031-10-06'].map((date) => isWorkingDay(calendar, date)),
    ).toEqual([true, false, false, true]);
  });

  test('[C1] the next working day after the national holiday', () => {
    expect(nextWorkingDay(calendar, '2026-10-01')).toBe('2026-10-08');
    expect(nextWorkingDay(calendar, '2026-10-10')).toBe('2026-10-10');
  });

  test('[C2] numbers are given from half an hour before opening until the last close of a working day', () => {
    const setup = hallSetup();
    const times: [number, boolean][] = [
      [479, false],
      [480, true],
      [510, true],
      [800, true],
      [1049, true],
      [1050, false],
    ];
    for (const [minute, given] of times) expect(givesNumbers(setup, '2026-10-10', minute)).toBe(given);
    expect(givesNumbers(setup, '2026-10-03', 600)).toBe(false);
  });

  test("[C3] dates and clock times are the hall's, whatever the machine's zone", () => {
    const instant = Date.parse('2026-11-22T16:30:00Z');
    expect(dateOf(instant, 480)).toBe('2026-11-23');
    expect(midnightOf('2026-11-23', 480)).toBe(Date.parse('2026-11-22T16:00:00Z'));
    expect(minuteOfDay(instant, 480)).toBe(30);
    expect(clockText(instant, 480)).toBe('00:30');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(weekdayOf('2026-11-22')).toBe(0);
    expect(['2026-02-29', '2026-2-1', 'x', '2024-02-29'].map(isHallDate)).toEqual([false, false, false, true]);
  });
});

describe('a setup as a whole', () => {
  const faultsOf = (change: (setup: Setup) => void): { path: string; fault: string }[] => {
    const checked = checkSetup(hallSetup(change));
    return checked.ok ? [] : (checked.data?.['faults'] as { path: string; fault: string }[]);
  };

  test('[S1] the sample hall is sound', () => {
    expect(faultsOf(() => undefined)).toEqual([]);
  });

  test.each<[string, string, string, (setup: Setup) => void]>([
    ['S2', 'queues.A', 'duplicate', (setup) => void setup.queues.push(structuredClone(setup.queues[0]!))],
    ['S2', 'queues.letter.A', 'duplicate', (setup) => void (setup.queues[1]!.letter = 'A')],
    ['S2', 'windows.1', 'duplicate', (setup) => void setup.windows.push(structuredClone(setup.windows[0]!))],
    ['S3', 'queues.A.area', 'unknown-reference', (setup) => void (setup.queues[0]!.area = 'Z')],
    ['S3', 'windows.1.kind', 'unknown-reference', (setup) => void (setup.windows[0]!.kind = 'Z')],
    ['S3', 'windows.1.area', 'unknown-reference', (setup) => void (setup.windows[0]!.area = 'Z')],
    ['S3', 'windows.1.queues', 'unknown-reference', (setup) => void setup.windows[0]!.queues.push('Z')],
    ['S3', 'careLifeEvents.Z', 'unknown-reference', (setup) => void setup.careLifeEvents.push('Z')],
    ['S5', 'hours', 'missing', (setup) => void (setup.hours = [])],
    ['S5', 'hours', 'out-of-range', (setup) => void (setup.hours = [[600, 500]])],
    [
      'S5',
      'hours',
      'out-of-range',
      (setup) =>
        void (setup.hours = [
          [500, 600],
          [550, 700],
        ]),
    ],
  ])('[%s] %s: %s', (_, path, fault, change) => {
    expect(faultsOf(change)).toContainEqual({ path, fault });
  });

  test('[S4] an active matter without a route, with an unknown one, or with one that no window serves (A5)', () => {
    const code = hallSetup().catalogue.items[0]?.code ?? '';
    expect(faultsOf((setup) => void delete setup.routes[code])).toContainEqual({
      path: `routes.${code}`,
      fault: 'missing',
    });
    expect(faultsOf((setup) => void (setup.routes[code] = 'Z'))).toContainEqual({
      path: `routes.${code}`,
      fault: 'unknown-reference',
    });
    const unserved = faultsOf(
      (setup) =>
        void setup.windows.forEach((window) => (window.queues = window.queues.filter((queue) => queue !== 'A'))),
    );
    expect(unserved.some(({ fault }) => fault === 'no-window')).toBe(true);
  });

  test('[S3] matters, packages and life events name only what exists', () => {
    const { items, packages } = hallSetup().catalogue;
    const [item, bundle] = [items[0]?.code, packages[0]?.code];
    expect(
      faultsOf((setup) => void setup.catalogue.items[0]!.materials.push({ material: 'Z', necessity: 'required' })),
    ).toContainEqual({ path: `items.${item}.materials`, fault: 'unknown-reference' });
    expect(faultsOf((setup) => void setup.catalogue.packages[0]!.items.push('Z'))).toContainEqual({
      path: `packages.${bundle}.items`,
      fault: 'unknown-reference',
    });
    expect(faultsOf((setup) => void setup.catalogue.packages[0]!.mergedMaterials.push('Z'))).toContainEqual({
      path: `packages.${bundle}.mergedMaterials`,
      fault: 'unknown-reference',
    });
    const id = hallSetup().lifeEvents[0]?.id;
    expect(faultsOf((setup) => void (setup.lifeEvents[0]!.choices = []))).toContainEqual({
      path: `lifeEvents.${id}`,
      fault: 'unknown-reference',
    });
  });

  test('[S6] a package keeps its own limits of steps (C6) and materials (C7)', () => {
    const { packages } = hallSetup().catalogue;
    const path = `packages.${packages[0]?.code}`;
    expect(
      faultsOf((setup) => {
        const [bundle] = setup.catalogue.packages;
        bundle!.limits.maxSteps = 1;
        bundle!.steps = ['a', 'b'];
      }),
    ).toContainEqual({ path: `${path}.steps`, fault: 'over-limit' });
    expect(
      faultsOf((setup) => {
        const [bundle] = setup.catalogue.packages;
        bundle!.limits.maxMaterials = 1;
        bundle!.mergedMaterials = setup.catalogue.materials.slice(0, 2).map((material) => material.key);
      }),
    ).toContainEqual({ path: `${path}.mergedMaterials`, fault: 'over-limit' });
  });

  test('[S7] all faults are told, not the first', () => {
    expect(
      faultsOf((setup) => {
        setup.hours = [];
        setup.queues[0]!.area = 'Z';
      }),
    ).toHaveLength(2);
  });
});
