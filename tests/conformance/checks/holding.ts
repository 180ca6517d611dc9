import { decodeEntry, emptyState, evolveEntry, keyOfEntry, qualifiedGrant, type HallState } from '#lib/domain/index.ts';
import { tokenHash } from '../desk.ts';
import type { HallTarget } from '../target.ts';
import { demand } from '../violation.ts';
import type { Check } from './check.ts';
import { docOf } from './room-state.ts';

/** Tickets: so many that windows in touch are given some beyond the front. */
const MANY = 8;

/** A waiting number that a device holds is nobody else's, however long that device is silent. */
export const holdingChecks: readonly Check[] = [
  {
    id: 'CF31',
    promise: 'a number that a silent window may have called is called by no other window',
    run: async (target) => {
      const { code, windows } = await placeOf(target);
      const [first = 0, second = 0] = windows;
      const [one, other] = [await target.desk('0317'), await target.desk('0318')];
      demand((await one.act('openWindow', { window: first })).ok, 'a window opens');
      demand((await other.act('openWindow', { window: second })).ok, 'another opens');
      for (let n = 0; n < MANY; n += 1) {
        await other.act('take', { code, care: false, tokenHash: tokenHash(), channel: 'staff' });
      }
      for (let beat = 0; beat < 3; beat += 1) {
        for (const desk of [one, other]) desk.line.say(105, {});
        await Promise.all([one.line.heard(), other.line.heard()]);
        await target.pass(2000);
      }
      const state = await ledgerOf(target);
      const device = state.deviceNumbers.get(one.person.incarnation);
      const held = [...state.tickets.values()].find((ticket) => ticket.holder === device && ticket.phase === 'waiting');
      demand(held, 'a window in touch is given numbers that it may call alone');
      // Cut off, it calls its number by itself; the hall hears of that later.
      one.line.end();
      const { id: ticket, round } = held;
      const row = one.row('callAlone', { window: first, ticket, round, grant: qualifiedGrant(state, held) });
      for (const silence of [0, 10_000, 60_000]) {
        await target.pass(silence);
        const call = await other.act('call', { window: second, ticket: held.id });
        demand(!call.ok, 'silence is never consent: another window does not get it');
      }
      const back = await target.desk('0317', one.person);
      const decided = await back.decide(row);
      demand(decided.ok, 'what it did alone stands');
      const after = (await ledgerOf(target)).tickets.get(held.id);
      demand(after?.phase === 'called' && after.window === first, 'the number is at the window that called it');
    },
  },
];

/** A matter whose queue two windows serve. */
async function placeOf(target: HallTarget): Promise<{ code: string; windows: number[] }> {
  const person = await target.person();
  const response = await fetch(`${target.base}/api/setup/1`, { headers: person.headers });
  const setup = (await response.json()) as {
    routes: Record<string, string>;
    windows: { no: number; queues: string[] }[];
  };
  for (const [code, queue] of Object.entries(setup.routes)) {
    const windows = setup.windows.filter(({ queues }) => queues.includes(queue)).map(({ no }) => no);
    if (windows.length >= 2) return { code, windows };
  }
  throw new Error('no queue has two windows');
}

async function ledgerOf(target: HallTarget): Promise<HallState> {
  const entries = (await docOf(target, target.ledger)).getMap('e');
  const state = emptyState();
  for (let seq = 1; entries.has(keyOfEntry(seq)); seq += 1) {
    evolveEntry(state, seq, decodeEntry(entries.get(keyOfEntry(seq))));
  }
  return state;
}
