import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { LedgerLog } from '../../sync-server/hall/ledger-room.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { at, pickupDesk, TestHall } from './domain/test-hall.ts';

const ITEMS = ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07'];
const SLOTS = ['licence', 'seal', 'invoice', 'tax_device'];

/** Bytes that so many whole packages add to a day's ledger: as every counter holds and stores them. */
function bytesOf(packages: number): number {
  const hall = new TestHall();
  clock(hall, '09:00');
  hall.open(3);
  for (let n = 0; n < packages; n += 1) {
    const ticket = hall.take('A');
    hall.call(3);
    hall.must('begin', { window: 3, ticket: ticket.id }, at(3));
    const filed = new TestMatter(hall, 'YJS-01', `dossier-of-test-${String(n).padStart(6, '0')}`);
    filed.open(withEverything, ticket.id).receive().accept();
    for (const document of ['materials-receipt', 'acceptance']) {
      hall.must('printedPaper', { dossier: filed.dossier, document }, at(3));
    }
    hall.must('finish', { window: 3, ticket: ticket.id, outcome: 'done' }, at(3));
    hall.wait(1);
    for (const item of ITEMS) filed.decide(item);
    for (const slot of SLOTS) filed.confirm(slot);
    hall.must('handOver', { dossier: filed.dossier, by: 'agent' }, pickupDesk);
    hall.must('printedPaper', { dossier: filed.dossier, document: 'delivery-proof' }, pickupDesk);
    hall.relay([{ kind: 'rated', window: 3, item: 'YJS-01', level: 5, aspects: ['clear'], source: 'phone', due: 0 }]);
    expect(filed.matter.phase).toBe('closed');
  }
  expect(hall.state.conflicts).toEqual([]);
  const log = new LedgerLog('ledger/test/2026-11-23/1-test');
  for (const entry of hall.entries) log.apply(log.encode([entry]), hall.state);
  const bytes = Y.encodeStateAsUpdate(log.doc).length;
  log.destroy();
  return bytes;
}

test('[L9] a whole package in the ledger, from its number to its rating, takes at most 1.5 kB', () => {
  const each = (bytesOf(60) - bytesOf(20)) / 40;
  console.log(`a whole package in the ledger: ${Math.round(each)} bytes, with its number's visit`);
  expect(each).toBeLessThanOrEqual(1500);
});
