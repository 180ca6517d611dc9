import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { hallFrame, sync, syncFrame } from '../line.ts';
import { updateOf } from './room-state.ts';

export interface EdgeFrame {
  what: string;
  bytes: Uint8Array | string;
  /** The code that ends the line; null: it is harmless and the line stays. */
  code: number | null;
}

function frame(...parts: (number | Uint8Array)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else encoding.writeUint8Array(encoder, part);
    }
  });
}

const overflow = new Uint8Array(12).fill(0xff);
const edit = updateOf(new Y.Doc(), (doc) => doc.getText('t/note').insert(0, 'never kept'));
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** lib0's `any`: lists inside one another. */
function deepList(depth: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (let level = 0; level < depth; level += 1) {
      encoding.writeUint8(encoder, 117);
      encoding.writeVarUint(encoder, 1);
    }
    encoding.writeUint8(encoder, 126);
  });
}

/** An update whose one item is a value of so many lists, at `c`/`agent.present`. */
function deepUpdate(depth: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, 99, 0]) encoding.writeVarUint(encoder, number);
    // ContentAny with a parent's name and a key.
    encoding.writeUint8(encoder, 8 | 0b0010_0000);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'c');
    encoding.writeVarString(encoder, 'agent.present');
    encoding.writeVarUint(encoder, 1);
    encoding.writeUint8Array(encoder, deepList(depth));
    encoding.writeVarUint(encoder, 0);
  });
}

/** Frames at the edge of the protocol that mean the same in every room. */
const everywhere: readonly EdgeFrame[] = [
  { what: 'nothing at all', bytes: new Uint8Array(), code: 4400 },
  { what: 'a type that does not end', bytes: overflow, code: 4400 },
  { what: 'half a type', bytes: new Uint8Array([0x80]), code: 4400 },
  { what: 'type 2, which only a relay sends', bytes: frame(2, 0), code: 4400 },
  { what: 'type 4', bytes: frame(4), code: 4400 },
  { what: 'type 99', bytes: frame(99, 1, 2, 3), code: 4400 },
  { what: 'a type beyond 32 bits', bytes: frame(2 ** 40), code: 4400 },
  { what: 'a decision, which only a relay sends', bytes: hallFrame(101, '{"id":"x","ok":true}'), code: 4400 },
  { what: 'sync without a kind', bytes: frame(0), code: 4400 },
  { what: 'sync of kind 3', bytes: syncFrame(3, new Uint8Array()), code: 4400 },
  { what: 'sync of a kind that does not end', bytes: frame(0, overflow), code: 4400 },
  { what: 'a question without its vector', bytes: frame(0, 0), code: 4400 },
  { what: 'a question with half a vector', bytes: syncFrame(sync.step1, frame(5, 1)), code: 4400 },
  { what: 'a question with a huge vector', bytes: syncFrame(sync.step1, frame(2 ** 50)), code: 4400 },
  { what: 'a question with a vector that is none', bytes: syncFrame(sync.step1, overflow), code: 4400 },
  { what: 'an update cut off', bytes: syncFrame(sync.update, edit).subarray(0, 12), code: 4400 },
  { what: 'an update longer than its frame', bytes: frame(0, sync.update, 1000, edit), code: 4400 },
  { what: 'an update of a length beyond all memory', bytes: frame(0, sync.update, 2 ** 52, edit), code: 4400 },
  { what: 'an update of nothing', bytes: syncFrame(sync.update, new Uint8Array()), code: 4400 },
  { what: 'an update with half an item', bytes: syncFrame(sync.update, edit.subarray(0, 6)), code: 4400 },
  { what: 'an update of very many clients', bytes: syncFrame(sync.update, frame(2 ** 40, 1, 1, 0)), code: 4400 },
  { what: 'an update of very many deletions', bytes: syncFrame(sync.update, frame(0, 2 ** 40, 1, 1)), code: 4400 },
  { what: 'lists inside lists, 200,000 deep', bytes: syncFrame(sync.update, deepUpdate(100_000)), code: 4400 },
  { what: 'presence without its states', bytes: frame(1, 3, new Uint8Array([1])), code: null },
  { what: 'text in the place of bytes', bytes: 'hello', code: 4400 },
  { what: 'text that reads like a frame', bytes: '\u0000\u0000\u0001\u0000', code: 4400 },
  { what: 'empty text', bytes: '', code: 4400 },
];

export const ledgerEdgeFrames: readonly EdgeFrame[] = [
  ...everywhere,
  { what: 'a command before a hello', bytes: hallFrame(100, '{}'), code: 4400 },
  { what: 'a hello that is no JSON', bytes: hallFrame(103, '{'), code: 4400 },
  { what: 'a hello of another shape', bytes: hallFrame(103, '[1]'), code: 4426 },
  { what: 'a hello without its text', bytes: frame(103), code: 4400 },
  { what: 'a hello of 100,000 lists', bytes: hallFrame(103, deep(100_000)), code: 4426 },
  { what: 'stored calls that are no JSON', bytes: hallFrame(104, 'x'), code: 4400 },
  { what: 'an acknowledgement asked of a ledger', bytes: hallFrame(102, '1'), code: 4400 },
];

export const sharedEdgeFrames: readonly EdgeFrame[] = [
  ...everywhere.filter(({ what }) => what !== 'presence without its states'),
  { what: 'presence without its states', bytes: frame(1, 1, new Uint8Array([1])), code: 4400 },
  { what: 'presence longer than its frame', bytes: frame(1, 1000, new Uint8Array([1])), code: 4400 },
  { what: 'presence of very many', bytes: frame(1, 8, frame(2 ** 50)), code: 4400 },
  { what: 'presence that is no JSON', bytes: frame(1, 5, new Uint8Array([1, 7, 1, 1, 0x7b])), code: 4400 },
  { what: 'an acknowledgement of nothing', bytes: frame(102), code: 4400 },
  { what: 'an acknowledgement of a word', bytes: hallFrame(102, '"one"'), code: 4400 },
  { what: 'an acknowledgement of half a number', bytes: hallFrame(102, '1.5'), code: 4400 },
  { what: 'an acknowledgement that is no JSON', bytes: hallFrame(102, '{'), code: 4400 },
  { what: 'an acknowledgement of 100,000 lists', bytes: hallFrame(102, deep(100_000)), code: 4400 },
  { what: 'a command in a room without commands', bytes: hallFrame(100, '{}'), code: 4400 },
  { what: 'a hello in a room without one', bytes: hallFrame(103, '{}'), code: 4400 },
  { what: 'lists inside lists, just readable', bytes: syncFrame(sync.update, deepUpdate(500)), code: 4422 },
  { what: 'a frame inside a frame', bytes: syncFrame(sync.update, syncFrame(sync.update, edit)), code: null },
];
