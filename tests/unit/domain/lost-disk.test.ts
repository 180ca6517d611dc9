import { describe, expect, test } from 'vitest';
import { emptyState, evolveEntry, qualifiedGrant, type EventBody, type HallState } from '#lib/domain/index.ts';

/** Three windows; A001 is the hall's, A002 window 3's, A003 window 4's. Then the disk is lost and all are missing. */
function lostHall(): { state: HallState; fold: (...events: EventBody[]) => void; grants: Record<number, string> } {
  const state = emptyState();
  const fold = (...events: EventBody[]): void => {
    const seq = state.seq + 1;
    evolveEntry(
      state,
      seq,
      events.map((event) => ({ ...event, t: seq, device: 0, n: seq, staff: 0, lag: 0 })),
    );
  };
  fold({ kind: 'dayOpened', hall: 'h', date: '2026-11-23', epoch: '1-a', previous: '' });
  for (const no of [1, 2, 3]) fold({ kind: 'device', no, incarnation: `pc-${no}`, surface: 'staff', label: '' });
  for (const [index, holder] of [0, 1, 2].entries()) {
    const ticket = state.seq + 1;
    fold(
      {
        kind: 'taken',
        queue: 'A',
        letter: 'A',
        number: index + 1,
        items: ['x'],
        priority: '',
        care: false,
        token: `t${index}`,
        channel: 'kiosk',
        alone: false,
      },
      { kind: 'waiting', ticket, round: 1, queue: 'A', holder, grant: `0.${ticket}.${ticket}`, key: ticket },
    );
  }
  const grants = Object.fromEntries(
    [...state.tickets.values()].map((ticket) => [ticket.id, qualifiedGrant(state, ticket)]),
  );
  fold({ kind: 'epochOpened', epoch: '2-b', before: '1-a', through: state.seq, series: 'Z', missing: [1, 2, 3] });
  return { state, fold, grants };
}

const [first, second, third] = [5, 6, 7];

describe('[CU14] a device that comes back after a lost disk', () => {
  test('uses none of its rights any more, and rights of before keep their names', () => {
    const { state, fold, grants } = lostHall();
    expect(state.tickets.get(second)?.grant).toBe(grants[second]);
    fold({ kind: 'checkedIn', holder: 1, called: [] });
    expect(state.tickets.get(second)).toMatchObject({ holder: 0 });
    expect(state.tickets.get(third)).toMatchObject({ holder: 2, grant: grants[third] });
    expect([...state.missing]).toEqual([2, 3]);
  });

  test('keeps what it has called: by its own right, by one that nobody remembers, by one that was another’s', () => {
    const { state, fold } = lostHall();
    const called: [number, string][] = [first, second, third].map((id) => [id, `1-a/2026-11-23/9.${id}`]);
    fold({ kind: 'checkedIn', holder: 1, called });
    for (const [id, grant] of called) expect(state.tickets.get(id)).toMatchObject({ holder: 1, grant });
    // The one that held it by this ledger has given it up before the disk was lost.
    fold({ kind: 'checkedIn', holder: 2, called: [] });
    expect(state.tickets.get(third)).toMatchObject({ holder: 1 });
  });

  test('takes back nothing that another got since', () => {
    const { state, fold } = lostHall();
    for (const holder of [1, 2]) fold({ kind: 'checkedIn', holder, called: [] });
    fold({ kind: 'forceReleased', holder: 3 });
    fold({ kind: 'granted', holder: 2, tickets: [first] });
    fold({ kind: 'checkedIn', holder: 3, called: [[first, '1-a/2026-11-23/9.9']] });
    expect(state.tickets.get(first)).toMatchObject({ holder: 2 });
  });

  test('new numbers go on in a series of their own', () => {
    const { state } = lostHall();
    expect(state).toMatchObject({ series: 'Z', epoch: '2-b', suspectThrough: third });
    expect(state.queues.get('A')?.last).toBe(0);
  });
});
