import { describe, expect, test } from 'vitest';
import {
  carryEntries,
  closingEvents,
  emptyState,
  evolveEntry,
  openingEvents,
  type EventBody,
  type HallState,
} from '#lib/domain/index.ts';
import { clock, TestMatter, withEverything } from './matters.ts';
import { pickupDesk, TestHall } from './test-hall.ts';

/** The next day, founded as the relay does. */
function nextDay(hall: TestHall, next: string, days: number): HallState {
  const state = emptyState();
  const bodies = [openingEvents(hall.state, next, 'head'), ...carryEntries(hall.state, hall.setup, days)];
  bodies.forEach((events, index) => {
    const header = { t: 0, device: 0, n: index + 1, staff: 0, lag: 0 };
    // Over the wire and back: what is carried is JSON.
    const copied = JSON.parse(JSON.stringify(events)) as EventBody[];
    evolveEntry(
      state,
      index + 1,
      copied.map((event) => ({ ...event, ...header })),
    );
  });
  return state;
}

function declare(hall: TestHall): void {
  hall.relay([
    { kind: 'device', no: 216, incarnation: 'pickup-desk-incarnation', surface: 'staff', label: '' },
    { kind: 'terminal', no: 216, terminal: 7 },
    { kind: 'staff', no: 216, account: '0601' },
    { kind: 'device', no: 103, incarnation: 'window-3-incarnation', surface: 'staff', label: '' },
    { kind: 'staff', no: 103, account: '0317' },
  ]);
}

describe('over midnight', () => {
  test('[D6] an open matter is the same the next day: due times, clocks and people, told from the new midnight', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    declare(hall);
    const filed = new TestMatter(hall).open(withEverything).receive().accept();
    clock(hall, '11:00');
    filed.decide('QY-01');
    filed.confirm('licence');
    const state = nextDay(hall, '2026-11-24', 1);
    const id = state.mattersByDossier.get(filed.dossier) ?? 0;
    const carried = state.matters.get(id);
    expect(carried).toMatchObject({ phase: 'accepted', no: filed.matter.no, day: '2026-11-23', shelf: 'A-01' });
    expect(carried?.acceptedAt).toBe(filed.matter.acceptedAt - 86_400_000);
    expect(carried?.parts[2]).toMatchObject({
      item: 'QY-03',
      phase: 'running',
      due: filed.partOf('QY-03').due - 1440,
      printedDue: filed.partOf('QY-03').printedDue - 1440,
    });
    expect(carried?.parts[0]?.decidedElsewhereAt).toBe(filed.minute('11:00') - 1440);
    expect(state.devices.get(carried?.custody ?? 0)?.incarnation).toBe('pickup-desk-incarnation');
    expect(state.staff.get(carried?.acceptedBy ?? 0)).toBe('0317');
    expect(state.terminals.get(carried?.custody ?? 0)).toBe(7);
    for (const token of filed.matter.tokens) expect(state.mattersByToken.get(token)).toEqual([id]);
    expect(state.matterNumbers.get(filed.matter.no)).toBe(id);
  });

  test('[D6] a closed matter goes over while it may be rated, and then no more', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    const filed = new TestMatter(hall, 'QY-08').open().receive().accept().decide('QY-08').confirm('licence');
    hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    expect(filed.matter.phase).toBe('closed');
    expect(nextDay(hall, '2026-11-24', 1).matters.size).toBe(1);
    const { matter } = filed;
    hall.state.matters.set(matter.id, { ...matter, closedAt: matter.closedAt - 14 * 86_400_000 });
    expect(nextDay(hall, '2026-11-24', 1).matters.size).toBe(0);
  });

  test('[D6] document serials go on within the year and begin anew in the next', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    new TestMatter(hall).open().receive().accept();
    expect(nextDay(hall, '2026-11-24', 1).serials.get('accept')).toBe(1);
    expect(nextDay(hall, '2027-01-04', 42).serials.get('accept')).toBeUndefined();
  });

  test('[D6] a draft that nobody came back to falls away after a week', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    const filed = new TestMatter(hall).open();
    expect(nextDay(hall, '2026-11-24', 1).matters.size).toBe(1);
    hall.state.matters.set(filed.matter.id, { ...filed.matter, day: '2026-11-15' });
    expect(nextDay(hall, '2026-11-24', 1).matters.size).toBe(0);
  });

  test('[D6] the day closes with its bookings', () => {
    const hall = new TestHall();
    expect(closingEvents(hall.state, hall.setup, '2026-11-24', 'head').at(-1)?.kind).toBe('dayClosed');
  });
});
