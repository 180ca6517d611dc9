import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import {
  decodeEntry,
  emptyState,
  evolveEntry,
  keyOfEntry,
  qualifiedGrant,
  type HallState,
  type LedgerEvent,
} from '#lib/domain/index.ts';
import { ROOT } from '../../sync-server/hall/ledger-room.ts';
import { nextHead } from '../../sync-server/hall/seal.ts';
import { sync, type Line } from '../conformance/line.ts';
import { demand } from '../conformance/violation.ts';

/** A device's copy of a day's ledger, with the head of the chain after each entry that it has seen. */
export class LedgerCopy {
  readonly doc = new Y.Doc({ gc: false });
  readonly state: HallState = emptyState();
  /** Of entry n at n − 1. */
  readonly heads: string[] = [];
  readonly entries: LedgerEvent[][] = [];
  /** Numbers that one device held and another called: the right, and who it was. */
  readonly takenOver: { grant: string; label: string; holder: string }[] = [];
  #line: Line | null = null;
  #taken = 0;

  get head(): string {
    return this.heads.at(-1) ?? '';
  }

  /** Takes over what the line has heard since the last time; throws Violation where a seal is not the chain's head. */
  hear(line: Line): this {
    if (line !== this.#line) this.#taken = 0;
    this.#line = line;
    const heard = line.arrivals.slice(this.#taken);
    this.#taken += heard.length;
    for (const { type, payload } of heard) {
      if (type !== 0) continue;
      const decoder = decoding.createDecoder(payload);
      if (decoding.readVarUint(decoder) !== sync.step1) Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder));
    }
    this.#fold();
    return this;
  }

  #fold(): void {
    const map = this.doc.getMap<unknown[]>(ROOT);
    for (let seq = this.heads.length + 1; map.has(keyOfEntry(seq)); seq += 1) {
      const tuples = map.get(keyOfEntry(seq)) ?? [];
      const events = decodeEntry(tuples);
      for (const event of events) {
        if (event.kind === 'seal')
          demand(event.through === seq - 1 && event.hash === this.head, `the seal in entry ${seq} is the chain's head`);
        else if (event.kind === 'called') this.#noteHolder(event.ticket, event.device);
      }
      evolveEntry(this.state, seq, events);
      this.entries.push(events);
      this.heads.push(nextHead(this.head, seq, tuples));
    }
  }

  #noteHolder(id: number, device: number): void {
    const ticket = this.state.tickets.get(id);
    if (!ticket || ticket.holder === 0 || ticket.holder === device) return;
    const holder = this.state.devices.get(ticket.holder)?.incarnation ?? '';
    this.takenOver.push({ grant: qualifiedGrant(this.state, ticket), label: ticket.label, holder });
  }
}

/** Nothing is in it twice: no number, and no command of a device. */
export function demandOnce(ledger: LedgerCopy): void {
  const labels = new Set<string>();
  const commands = new Map<string, number>();
  ledger.entries.forEach((events, index) => {
    for (const event of events) {
      if (event.kind === 'taken') {
        const label = `${event.letter}${event.number}`;
        demand(!labels.has(label), `number ${label} is given once`);
        labels.add(label);
      }
      if (event.device === 0) continue;
      const command = `${event.device}.${event.n}`;
      const before = commands.get(command) ?? index;
      demand(before === index, `command ${command} is in entry ${before + 1} alone, not in ${index + 1} as well`);
      commands.set(command, index);
    }
  });
}
