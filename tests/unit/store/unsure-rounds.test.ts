import { beforeEach, describe, expect, test } from 'vitest';
import { branchState, type HallState, type Ticket } from '#lib/domain/index.ts';
import type { OutboxRow } from '#lib/store/device-db.ts';
import { unsureRounds } from '#lib/store/unsure-rounds.ts';
import { at, DAY, TestHall } from '../domain/test-hall.ts';

let hall: TestHall;
let id: number;
/** As this device proposes it: its own no-show has made the next round. */
let proposed: HallState;

beforeEach(() => {
  hall = new TestHall();
  hall.open(3);
  hall.take('A');
  ({ id } = hall.call(3));
  proposed = branchState(hall.state);
  const ticket = proposed.tickets.get(id);
  if (ticket) proposed.tickets.set(id, { ...ticket, phase: 'waiting', holder: 103, grant: `here/${DAY}/7` });
});

const row = (kind: string, body: object): OutboxRow => ({
  n: 8,
  id: 'here.8',
  class: 'request',
  kind,
  staff: '0317',
  place: '',
  at: 0,
  text: '',
  body,
});
const ticket = (state = proposed): Ticket => state.tickets.get(id) ?? hall.ticket(id);
const transfer = (day = DAY) => row('transfer', { day, window: 3, ticket: id, queue: 'B', place: 'first' });

describe('CU9: a round that this device made by itself', () => {
  test('is sure while nothing else was asked about its number and the copy is up to date', () => {
    expect(unsureRounds(hall.state, [row('noShow', { day: DAY, window: 3, ticket: id })], false)(ticket())).toBe(false);
  });

  test('is not while the hall was asked to move the number and has not been heard, after midnight either', () => {
    expect(unsureRounds(hall.state, [transfer()], false)(ticket())).toBe(true);
    expect(unsureRounds(hall.state, [row('undo', { day: DAY, window: 3, ticket: id })], false)(ticket())).toBe(true);
    hall.state.carried.set(`2026-11-22#${id + 40}`, id);
    const yesterday = row('transfer', { day: '2026-11-22', window: 3, ticket: id + 40, queue: 'B', place: 'first' });
    expect(unsureRounds(hall.state, [yesterday], false)(ticket())).toBe(true);
  });

  test('is not when the copy is behind, or another page of the device is in a later day', () => {
    expect(unsureRounds(hall.state, [], true)(ticket())).toBe(true);
    const tomorrow = row('noShow', { day: '2026-11-24', window: 3, ticket: 2 });
    expect(unsureRounds(hall.state, [tomorrow], false)(ticket())).toBe(true);
  });

  test('what the ledger itself says is never unsure', () => {
    hall.must('noShow', { window: 3, ticket: id }, at(3));
    expect(unsureRounds(hall.state, [transfer()], true)(ticket(hall.state))).toBe(false);
  });
});
