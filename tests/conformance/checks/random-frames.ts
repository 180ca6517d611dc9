import * as Y from 'yjs';
import { hallFrame, sync, syncFrame } from '../line.ts';
import { nothing, updateOf } from './room-state.ts';

type Random = () => number;

const below = (random: Random, most: number): number => Math.floor(random() * most);

function bytes(random: Random, most: number): Uint8Array {
  return Uint8Array.from({ length: below(random, most) }, () => below(random, 256));
}

/** Frames that are in order, for mutants; none of them may be kept when it is damaged into another root. */
function orderly(random: Random): Uint8Array {
  const doc = new Y.Doc();
  const edit = updateOf(doc, () => doc.getMap('no such root').set(`k${below(random, 9)}`, random()));
  const frames = [
    syncFrame(sync.step1, nothing),
    syncFrame(sync.step1, Y.encodeStateVector(doc)),
    syncFrame(sync.step2, Y.encodeStateAsUpdate(new Y.Doc())),
    syncFrame(sync.update, edit),
    hallFrame(102, String(below(random, 1000))),
    hallFrame(103, '{"version":1,"incarnation":"x","undecided":[]}'),
    hallFrame(104, '[[1,1]]'),
  ];
  return frames[below(random, frames.length)] ?? nothing;
}

/** A frame that means nothing in particular: noise, noise behind a known type, or a good frame with a few bytes changed. */
export function randomFrame(random: Random): Uint8Array {
  const kind = random();
  if (kind < 0.25) return bytes(random, 60);
  if (kind < 0.6) {
    const types = [0, 0, 0, 1, 2, 3, 100, 101, 102, 103, 104, 105];
    const noise = bytes(random, 40);
    return Uint8Array.from([types[below(random, types.length)] ?? 0, below(random, 4), noise.length, ...noise]);
  }
  const mutant = Uint8Array.from(orderly(random));
  for (let changes = 1 + below(random, 3); changes > 0; changes -= 1) {
    mutant[below(random, mutant.length)] = below(random, 256);
  }
  return random() < 0.2 ? mutant.subarray(0, below(random, mutant.length)) : mutant;
}

/** What a client might really send, with a few letters changed: some of it is kept, and that must do no harm. */
export function randomUpdate(random: Random): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 1 + below(random, 400);
  const update = Uint8Array.from(
    updateOf(doc, () => {
      doc.getText('t/note').insert(0, 'ab');
      doc.getMap('c').set('agent.present', [true, '0317', below(random, 9)]);
      if (random() < 0.5) doc.getText('t/note').delete(0, 1);
    }),
  );
  for (let changes = below(random, 3); changes > 0; changes -= 1)
    update[below(random, update.length)] = below(random, 256);
  return syncFrame(random() < 0.5 ? sync.update : sync.step2, update);
}
