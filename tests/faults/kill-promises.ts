import type { Person } from '../conformance/person.ts';
import { demand } from '../conformance/violation.ts';
import { freshCopy, type KilledDesk, type KilledKiosk } from './kill-clients.ts';
import type { HallAddress, SessionFacts } from './kill-hall.ts';
import { demandOnce, type LedgerCopy } from './kill-ledger.ts';
import { freshText, type KilledWriter } from './kill-writer.ts';

/** Who was told something. */
export interface Told {
  desks: readonly KilledDesk[];
  kiosk: KilledKiosk;
  writers: readonly KilledWriter[];
  /** The dossier that is written in; '' before there is one. */
  room: string;
}

/**
 * Looks with the eyes of somebody new, who can bring nothing back: what anybody was told or shown is there, nothing is
 * there twice, and nobody called what a desk holds that did not give it. Throws Violation.
 */
export async function demandKept(
  hall: HallAddress,
  session: SessionFacts,
  reader: Person,
  { desks, kiosk, writers, room }: Told,
): Promise<LedgerCopy> {
  const ledger = await freshCopy(hall, session, reader);
  demandOnce(ledger);
  const gave = new Set(desks.flatMap((desk) => [...desk.gave]));
  for (const { grant, label, holder } of ledger.takenOver)
    demand(gave.has(grant), `a number that a desk holds is called by no other: ${label}, held by ${holder}`);
  for (const { copy } of desks) {
    const seen = copy.heads.length;
    demand(ledger.heads.length >= seen, `${seen} entries were shown, ${ledger.heads.length} are there`);
    demand(seen === 0 || ledger.heads[seen - 1] === copy.head, 'what was shown of the ledger is what it is');
  }
  for (const { outbox } of [...desks, kiosk]) {
    for (const { answer, id } of outbox.decided)
      demand(!answer?.ok || (answer.to ?? 0) <= ledger.heads.length, `the entry of ${id} is in the ledger`);
  }
  if (room === '') return ledger;
  const text = await freshText(hall, room, reader);
  for (const { written, acknowledged } of writers) {
    written.forEach((word, index) => {
      const times = text.split(word).length - 1;
      demand(times < 2, `${word} is there once, not ${times} times`);
      demand(times === 1 || index >= acknowledged, `${word} was acknowledged and is there`);
    });
  }
  return ledger;
}
