import { describe, onTestFinished, test } from 'vitest';
import type * as Y from 'yjs';
import { readContent } from '../../sync-server/rooms/dossier-schema.ts';
import { hallTarget, type HallTarget } from '../conformance/target.ts';
import { randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { below, converge } from './peers.ts';
import { editDossier, editDraft } from './room-edits.ts';

const steps = rounds({ short: 120, long: 900 });
const times = rounds({ short: 3, long: 60 });

async function hall(): Promise<HallTarget> {
  const target = await hallTarget({ snapshotEvery: 40 });
  onTestFinished(() => target.close());
  return target;
}

/** Eight PCs; a round takes five to eight of them. */
async function people(target: HallTarget, accounts: readonly string[]): Promise<Record<string, string>[]> {
  const headers: Record<string, string>[] = [];
  for (let n = 0; n < 8; n += 1) headers.push((await target.person(accounts[n % accounts.length])).headers);
  return headers;
}

describe('rooms edited together converge', () => {
  const seed = seedOf('convergence');

  test(`${times} dossiers, five to eight PCs, lines that come and go, power cuts`, async () => {
    const target = await hall();
    const all = await people(target, ['0317', '0318', '0110']);
    for (let round = 0; round < times; round += 1) {
      const random = randomFrom(seed + round);
      const room = await target.newRoom();
      const here = all.slice(0, 5 + below(random, 4));
      await converge({ target, room, people: here, steps, cuts: 2, edit: editDossier, content: readContent }, random);
    }
  });

  test(`${times} drafts of a setup, by the two who may draft at five to eight PCs`, async () => {
    for (let round = 0; round < times; round += 1) {
      const random = randomFrom(seed + round);
      // A hall has one draft: each round has a hall of its own.
      const target = await hall();
      const room = `setup/${target.hall}/${target.epoch}`;
      const here = (await people(target, ['0100', '0001'])).slice(0, 5 + below(random, 4));
      const content = (doc: Y.Doc): unknown => doc.getMap('d').toJSON();
      await converge({ target, room, people: here, steps, cuts: 2, edit: editDraft, content }, random);
      await target.close();
    }
  });
});
