import { expect, test } from 'vitest';
import { branchState, emptyState, blankTicket, forkState } from '#lib/domain/index.ts';
import { forkMap } from '../../../src/lib/domain/ledger/forked-map.ts';
import { randomFrom, seedOf } from '../../faults/rounds.ts';

/** What can be told of a map from outside. */
function told(map: Map<number, string>): unknown {
  const seen: unknown[] = [];
  map.forEach((value, key) => seen.push([key, value]));
  return {
    size: map.size,
    entries: [...map],
    keys: [...map.keys()],
    values: [...map.values()],
    seen,
    some: Array.from({ length: 40 }, (_, key) => [map.get(key * 17), map.has(key * 17)]),
  };
}

test('a forked map behaves as a copy does, through any changes and forks of forks', () => {
  const random = randomFrom(seedOf('forked maps'));
  const first = new Map(Array.from({ length: 600 }, (_, key) => [key, `${key}`]));
  let [forked, copied] = [forkMap(first), new Map(first)];
  for (let turn = 0; turn < 120; turn += 1) {
    for (let change = 0; change < 8; change += 1) {
      const key = Math.floor(random() * 700);
      if (random() < 0.25) expect(forked.delete(key)).toBe(copied.delete(key));
      else {
        forked.set(key, `${key} of ${turn}`);
        copied.set(key, `${key} of ${turn}`);
      }
    }
    if (random() < 0.01) {
      forked.clear();
      copied.clear();
      for (let key = 0; key < 400; key += 1) {
        forked.set(key, 'again');
        copied.set(key, 'again');
      }
    }
    expect(told(forked)).toEqual(told(copied));
    expect(forked).toEqual(copied);
    expect(copied).toEqual(forked);
    const before = told(forked);
    const next = forkMap(forked);
    expect(next).toEqual(copied);
    next.set(-1, 'of the next alone');
    next.delete(3);
    expect(next).not.toEqual(copied);
    expect(told(forked), 'the original does not see what its fork does').toEqual(before);
    [forked, copied] = [forkMap(forked), new Map(copied)];
  }
  expect(new Map(first)).toEqual(new Map(Array.from({ length: 600 }, (_, key) => [key, `${key}`])));
});

test('a branch shares, a fork copies: a state that goes on changing is only forked', () => {
  const state = emptyState();
  for (let id = 1; id <= 1000; id += 1) state.tickets.set(id, blankTicket(id));
  const fork = forkState(state);
  const branch = branchState(state);
  branch.tickets.set(1, { ...blankTicket(1), label: 'A001' });
  branch.tickets.delete(2);
  expect([state.tickets.get(1)?.label, state.tickets.size, branch.tickets.size]).toEqual(['', 1000, 999]);
  state.tickets.set(3, { ...blankTicket(3), label: 'A003' });
  expect(fork.tickets.get(3)?.label).toBe('');
});
