import 'fake-indexeddb/auto';
import { expect, test, vi, type Mock } from 'vitest';
import * as Y from 'yjs';
import { LedgerCopy } from '#lib/store/ledger-copy.ts';

function events(): { kept: Mock<() => void>; failed: Mock<() => void> } {
  return { kept: vi.fn<() => void>(), failed: vi.fn<() => void>() };
}

test('what came over the line is said to be kept after it is on the disk, and is there at the next opening', async () => {
  const heard = events();
  const doc = new Y.Doc();
  const copy = await LedgerCopy.open('ledger/t/2026-11-24/1-a', doc, heard);
  doc.getMap('e').set('1', [1, 2, 3]);
  expect(heard.kept).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(heard.kept).toHaveBeenCalled(), 4000);
  copy?.close();
  const again = new Y.Doc();
  const reopened = await LedgerCopy.open('ledger/t/2026-11-24/1-a', again, events());
  expect(again.getMap('e').get('1')).toEqual([1, 2, 3]);
  reopened?.close();
});

test('a browser that refuses to open it is told, and the room goes on without a copy', async () => {
  const heard = events();
  const refuses = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('storage is off', 'UnknownError');
  });
  expect(await LedgerCopy.open('ledger/t/2026-11-24/1-b', new Y.Doc(), heard)).toBeNull();
  refuses.mockRestore();
  expect(heard.failed).toHaveBeenCalledOnce();
});

test('a disk that takes nothing any more is noticed; the doc goes on, and what was refused is kept later', async () => {
  const heard = events();
  const doc = new Y.Doc();
  const copy = await LedgerCopy.open('ledger/t/2026-11-24/1-c', doc, heard);
  const full = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const told = vi.fn();
  doc.on('update', told);
  doc.getMap('e').set('1', [1]);
  await vi.waitFor(() => expect(heard.failed).toHaveBeenCalled(), 4000);
  expect(heard.kept).not.toHaveBeenCalled();
  full.mockRestore();
  // A doc whose listener threw would tell nobody of this one.
  doc.getMap('e').set('2', [2]);
  expect(told).toHaveBeenCalledTimes(2);
  await vi.waitFor(() => expect(heard.kept).toHaveBeenCalled(), 4000);
  copy?.close();
  const again = new Y.Doc();
  const reopened = await LedgerCopy.open('ledger/t/2026-11-24/1-c', again, events());
  expect([...again.getMap('e').keys()].sort()).toEqual(['1', '2']);
  reopened?.close();
});
