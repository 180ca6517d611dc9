import { describe, expect, test } from 'vitest';
import { at, codeOf, guide, kiosk, supervisor, TestHall, type By } from './test-hall.ts';

describe('windows', () => {
  test('[W1] one device at a window: the second one is told who sits there', () => {
    const hall = new TestHall();
    hall.relay([{ kind: 'staff', no: 101, account: '0301' }]);
    hall.open(1);
    expect(hall.act('openWindow', { window: 1 }, at(2))).toMatchObject({
      code: 'window-in-use',
      data: { window: 1, staff: '0301' },
    });
  });

  test('[W1] a window that the setup does not have cannot be opened', () => {
    expect(codeOf(new TestHall().act('openWindow', { window: 99 }, at(1)))).toBe('window-unknown');
  });

  test('[W2] one window for a person and for a device', () => {
    const hall = new TestHall();
    hall.open(1);
    expect(hall.act('openWindow', { window: 2 }, at(1))).toMatchObject({
      code: 'staff-at-other-window',
      data: { window: 1 },
    });
    expect(codeOf(hall.act('openWindow', { window: 2 }, { ...at(1), device: 555 }))).toBe('staff-at-other-window');
    expect(codeOf(hall.act('openWindow', { window: 2 }, { ...at(1), staff: 555 }))).toBe('staff-at-other-window');
  });

  test('[W3] the same device may change its person, and the number in service stays', () => {
    const hall = new TestHall();
    hall.open(1);
    const { id } = hall.take('B');
    hall.call(1);
    const next: By = { ...at(1), staff: 177 };
    hall.must('openWindow', { window: 1 }, next);
    expect(hall.window(1)).toMatchObject({ phase: 'open', device: 101, staff: 177, ticket: id });
    expect(codeOf(hall.act('call', { window: 1, ticket: null }, at(1)))).toBe('window-not-yours');
  });

  test('[W4] a called number waits again in front, a served one is parked, when the window closes', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    const called = hall.take('B');
    hall.take('B');
    hall.call(1);
    hall.must('closeWindow', { window: 1 }, at(1));
    expect(hall.ticket(called.id)).toMatchObject({ phase: 'waiting', round: 2, missed: 0, window: null });
    expect(hall.window(1)).toMatchObject({ phase: 'closed', ticket: null, device: 0, staff: 0 });
    expect(hall.call(2).id).toBe(called.id);
    hall.must('begin', { window: 2, ticket: called.id }, at(2));
    hall.must('closeWindow', { window: 2 }, at(2));
    expect(hall.ticket(called.id)).toMatchObject({ phase: 'parked', window: 2 });
  });

  test('[W4] a parked number is taken back at its window once that is open again, by whoever opened it', () => {
    const hall = new TestHall();
    hall.open(1);
    const { id } = hall.take('B');
    hall.call(1);
    hall.must('begin', { window: 1, ticket: id }, at(1));
    hall.must('closeWindow', { window: 1 }, at(1));
    expect(hall.must('resume', { window: 1, ticket: id }, at(1))).toMatchObject([
      { kind: 'conflict', found: 'window-not-yours' },
    ]);
    expect(hall.window(1).ticket).toBeNull();
    const next: By = { ...at(1), device: 201, staff: 201 };
    hall.must('openWindow', { window: 1 }, next);
    expect(hall.must('resume', { window: 1, ticket: id }, next)).toMatchObject([{ kind: 'resumed' }]);
  });

  test('[W5] a supervisor releases a window of a silent device; a closed one needs none', () => {
    const hall = new TestHall();
    hall.open(1);
    expect(codeOf(hall.act('releaseWindow', { window: 1 }, at(1)))).toBe('role-may-not');
    hall.must('releaseWindow', { window: 1 }, supervisor);
    expect(hall.window(1).phase).toBe('closed');
    expect(codeOf(hall.act('releaseWindow', { window: 1 }, supervisor))).toBe('window-not-open');
    expect(codeOf(hall.act('openWindow', { window: 1 }, { ...at(1), device: 300, staff: 300 }))).toBeNull();
  });

  test('[W7] a paused window calls nobody, keeps the number it serves, and goes on', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.must('pause', { window: 1, reason: 'lunch' }, at(1));
    expect(codeOf(hall.act('call', { window: 1, ticket: null }, at(1)))).toBe('window-paused');
    hall.must('unpause', { window: 1 }, at(1));
    hall.call(1);
    hall.must('pause', { window: 1, reason: 'lunch' }, at(1));
    expect(hall.window(1)).toMatchObject({ phase: 'paused', reason: 'lunch', ticket: 2 + 1 });
  });

  test('[W7] pausing or closing a window of another device is recorded as a conflict and changes nothing', () => {
    const hall = new TestHall();
    hall.open(1);
    for (const kind of ['pause', 'unpause', 'closeWindow'] as const) {
      expect(hall.must(kind, { window: 1, reason: 'lunch' } as never, at(2))).toMatchObject([
        { kind: 'conflict', act: kind, found: 'open' },
      ]);
    }
    expect(hall.window(1)).toMatchObject({ phase: 'open', device: 101 });
  });

  test('[W8] only an open window calls, and only for the device and person who opened it', () => {
    const hall = new TestHall();
    hall.take('B');
    expect(codeOf(hall.act('call', { window: 1, ticket: null }, at(1)))).toBe('window-not-open');
    hall.open(1);
    expect(codeOf(hall.act('call', { window: 1, ticket: null }, at(2)))).toBe('window-not-yours');
    expect(codeOf(hall.act('call', { window: 1, ticket: null, day: '2026-11-20' }, at(1)))).toBe('day-closed');
  });

  test('[W6] a call for help stands until the floor answers it; the same one twice is one', () => {
    const hall = new TestHall();
    hall.must('callHelp', { from: 'kiosk' }, kiosk);
    expect(hall.must('callHelp', { from: 'kiosk' }, kiosk)).toEqual([]);
    hall.must('callHelp', { from: 'window', window: 1 }, at(1));
    expect([...hall.state.help.values()].map((call) => call.from)).toEqual(['kiosk', 'window']);
    const [first] = hall.state.help.keys();
    hall.must('answerHelp', { call: first ?? 0 }, guide);
    expect(hall.state.help.size).toBe(1);
    expect(codeOf(hall.act('answerHelp', { call: first ?? 0 }, guide))).toBe('help-not-called');
    hall.must('callHelp', { from: 'kiosk' }, kiosk);
    expect(hall.state.help.size).toBe(2);
  });

  test('[D5] a request made for another day decides nothing today', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.must('callHelp', { from: 'kiosk' }, kiosk);
    const [call = 0] = hall.state.help.keys();
    const day = '2026-11-20';
    const codes = [
      hall.act('answerHelp', { call, day }, guide),
      hall.act('callHelp', { from: 'kiosk', day }, kiosk),
      hall.act('releaseWindow', { window: 1, day }, supervisor),
      hall.act('openWindow', { window: 2, day }, at(2)),
      hall.act('closeQueue', { queue: 'B', day }, supervisor),
      hall.act('openQueue', { queue: 'B', day }, supervisor),
    ].map(codeOf);
    expect(new Set(codes)).toEqual(new Set(['day-closed']));
    expect(hall.window(1).phase).toBe('open');
  });
});
