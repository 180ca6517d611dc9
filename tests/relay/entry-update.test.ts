import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { encodeEntries } from '../../sync-server/hall/entry-update.ts';
import { randomFrom, seedOf } from '../faults/rounds.ts';

const ROOT = 'e';

/** What a document of that client emits for the same entries. */
function byYjs(doc: Y.Doc, entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const captured: Uint8Array[] = [];
  const capture = (update: Uint8Array): void => void captured.push(update);
  doc.on('update', capture);
  doc.transact(() => {
    for (const [key, value] of entries) doc.getMap(ROOT).set(key, value);
  });
  doc.off('update', capture);
  return captured[0] ?? new Uint8Array();
}

function anyTuple(random: () => number, depth = 0): unknown {
  const kinds = [
    () => Math.floor(random() * 2 ** 31),
    () => -Math.floor(random() * 1000),
    () => random() * 1e12,
    () => ['', '柜台', 'A012', '𠮷'][Math.floor(random() * 4)],
    () => random() < 0.5,
    () => null,
    () => Array.from({ length: Math.floor(random() * 5) }, () => anyTuple(random, depth + 1)),
    () => ({ zh: '事项', n: Math.floor(random() * 9) }),
  ];
  return kinds[Math.floor(random() * (depth > 2 ? 6 : kinds.length))]?.();
}

test('an update of new entries is, byte for byte, the one Yjs makes', () => {
  const random = randomFrom(seedOf('entry updates'));
  const doc = new Y.Doc({ gc: false });
  let clock = 0;
  let seq = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const entries = Array.from({ length: 1 + Math.floor(random() * 6) }, (): [string, unknown] => {
      seq += 1;
      return [seq.toString(36), [anyTuple(random), anyTuple(random)]];
    });
    expect(encodeEntries(doc.clientID, clock, ROOT, entries)).toEqual(byYjs(doc, entries));
    clock += entries.length;
  }
});

test('updates of one writer and of the next one after a restart make one map', () => {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(
    doc,
    encodeEntries(7, 0, ROOT, [
      ['1', [1]],
      ['2', [2]],
    ]),
  );
  Y.applyUpdate(doc, encodeEntries(7, 2, ROOT, [['3', [3]]]));
  Y.applyUpdate(doc, encodeEntries(9, 0, ROOT, [['4', [4]]]));
  expect(doc.getMap(ROOT).toJSON()).toEqual({ 1: [1], 2: [2], 3: [3], 4: [4] });
  expect(doc.store.pendingStructs).toBeNull();
});
