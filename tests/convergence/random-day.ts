import type { CommandKind, Entry } from '#lib/domain/index.ts';
import { at, guide, kiosk, supervisor, TestHall } from '../unit/domain/test-hall.ts';
import { below, oneOf, type Random } from './peers.ts';

const windows = [1, 2, 3, 7];
const kinds: readonly (CommandKind | 'wait')[] = [
  ...([
    'take',
    'take',
    'take',
    'call',
    'call',
    'call',
    'begin',
    'finish',
    'finish',
    'noShow',
    'park',
    'resume',
  ] as const),
  ...(['transfer', 'reopen', 'undo', 'leave', 'delay', 'recall', 'openWindow', 'openWindow', 'closeWindow'] as const),
  ...(['pause', 'unpause', 'callHelp', 'wait', 'wait'] as const),
];

/** A day of a hall: whatever was decided in so many random acts. Refused ones are in it as nothing. */
export function randomDay(acts: number, random: Random): TestHall {
  const hall = new TestHall();
  hall.open(1, 3);
  for (let act = 0; act < acts; act += 1) {
    const window = oneOf(random, windows);
    const tickets = [...hall.state.tickets.keys()];
    const some = tickets.length > 0 ? oneOf(random, tickets) : 999;
    const own = hall.state.windows.get(window)?.ticket ?? some;
    const queue = oneOf(random, ['A', 'B']);
    const kind = oneOf(random, kinds);
    if (kind === 'wait') hall.wait(1 + below(random, 5));
    else if (kind === 'take')
      hall.tryTake(queue, random() < 0.5 ? guide : kiosk, random() < 0.2 ? { priority: 'elder' } : {});
    else if (kind === 'call') hall.act('call', { window, ticket: random() < 0.2 ? some : null }, at(window));
    else if (kind === 'transfer') hall.act('transfer', { window, ticket: own, queue, place: 'last' }, at(window));
    else if (kind === 'reopen') hall.act('reopen', { ticket: some, place: 'time' }, supervisor);
    else if (kind === 'leave' || kind === 'delay') hall.act(kind, { ticket: some }, guide);
    else if (kind === 'finish') hall.act('finish', { window, ticket: own, outcome: 'done' }, at(window));
    else if (kind === 'pause') hall.act('pause', { window, reason: 'lunch' }, at(window));
    else if (kind === 'callHelp') hall.act('callHelp', { from: 'window', window }, at(window));
    else hall.act(kind as 'begin', { window, ticket: own }, at(window));
  }
  return hall;
}

/** Entries as turns of the relay's loop would batch them. */
export function inTurns(entries: readonly Entry[], random: Random): Entry[][] {
  const turns: Entry[][] = [];
  for (const entry of entries) {
    const last = turns.at(-1);
    if (last && random() < 0.5) last.push(entry);
    else turns.push([entry]);
  }
  return turns;
}
