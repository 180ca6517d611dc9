import { describe, expect, test } from 'vitest';
import { contentOf, decodeEntry, encodeEntry, readCommand, type DossierEntries } from '#lib/domain/index.ts';
import { clock, TestMatter } from './matters.ts';
import { at, guide, TestHall } from './test-hall.ts';

const inherited = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
const empty: DossierEntries = { texts: [], choices: [], rows: [], materials: [], signatures: [], marks: [] };

/** Names that every object answers to are names like any other: on the disk and in a fold they must not mean more. */
describe('names that objects inherit', () => {
  test('[FM19] a list of such a name is a list: a dossier that has one can still be read', () => {
    for (const name of inherited) {
      expect(contentOf({ ...empty, rows: [[`${name}/row1`, 1]] }).rows).toEqual({ [name]: ['row1'] });
    }
  });

  test('[F1] the one that changes what an object is names nothing', () => {
    const body = { day: '2026-11-23', dossier: 'd'.repeat(22), document: '__proto__' };
    expect(readCommand('printedPaper', body)).toMatchObject({ ok: false, data: { field: 'document' } });
  });

  test('[Q21] no item is added under such a name', () => {
    const hall = new TestHall();
    hall.open(1);
    const ticket = hall.take();
    hall.call(1, ticket.id);
    for (const item of inherited) {
      const added = hall.must('addItem', { window: 1, ticket: ticket.id, item }, at(1));
      expect(added).toMatchObject([{ kind: 'conflict', found: 'item-unknown' }]);
    }
  });

  test('[Q22] a paper of such a name is counted from one, and its event comes back from the ledger', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    const filed = new TestMatter(hall).open();
    const booking = { code: 'YJS-01', date: '2026-11-24', at: 540, dossier: 'd'.repeat(22), tokenHash: 'e'.repeat(22) };
    hall.must('book', booking, guide);
    for (const document of inherited) {
      for (const dossier of [filed.dossier, booking.dossier]) {
        const printed = hall.must('printedPaper', { dossier, document }, at(3));
        expect(printed).toMatchObject([{ document, times: 1 }]);
        expect(hall.must('printedPaper', { dossier, document }, at(3))).toMatchObject([{ times: 2 }]);
        const last = hall.entries.at(-1)?.events ?? [];
        expect(decodeEntry(JSON.parse(JSON.stringify(encodeEntry(last))))).toEqual(last);
      }
    }
  });
});
