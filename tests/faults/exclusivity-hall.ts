import { randomBytes } from 'node:crypto';
import {
  decodeEntry,
  emptyState,
  evolveEntry,
  keyOfEntry,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type Matter,
  type Ticket,
} from '#lib/domain/index.ts';
import { ROOT } from '../../sync-server/hall/ledger-room.ts';
import { founded } from '../relay/start-relay.ts';
import type { HallTarget } from '../conformance/target.ts';
import { demand } from '../conformance/violation.ts';
import { Truth } from './custody-truth.ts';
import { ExclusiveKiosk } from './exclusivity-kiosk.ts';
import { FaultyLine } from './exclusivity-line.ts';
import { ExclusivePc, type PcWorld } from './exclusivity-pc.ts';

/** Who is at which PC: three windows of one queue and two desks where results are handed over. */
const people = [
  { account: '0317', roles: ['clerk'], window: 5 },
  { account: '0318', roles: ['clerk'], window: 6 },
  { account: '0201', roles: ['chief'], window: 1 },
  { account: '0601', roles: ['pickup'], window: 2 },
] as const;
const BUNDLES = 3;

/** A real hall with PCs and a kiosk on faulty lines, and somebody who sees everything that is announced in it. */
export class ExclusiveHall {
  readonly target: HallTarget;
  readonly truth = new Truth();
  readonly pcs: ExclusivePc[] = [];
  readonly #kiosks: ExclusiveKiosk[] = [];
  /** The hall's day as far as it was committed. */
  state: HallState = emptyState();
  readonly code: string;
  readonly #events: LedgerEvent[][] = [];

  private constructor(target: HallTarget) {
    this.target = target;
    const { routes } = target.relay.hall.setup;
    this.code = Object.keys(routes).find((code) => routes[code] === 'B') ?? '';
  }

  static async open(target: HallTarget): Promise<ExclusiveHall> {
    const hall = new ExclusiveHall(target);
    const port = Number(target.host.split(':')[1]);
    const world = hall.#world();
    for (const { account, roles, window } of people) {
      const person = await target.person(account);
      hall.pcs.push(new ExclusivePc(person, roles, window, await FaultyLine.open(port), world));
    }
    const token = (await founded()).links.find(({ surface }) => surface === 'kiosk')?.token ?? '';
    hall.#kiosks.push(await new ExclusiveKiosk(await FaultyLine.open(port)).pair(target.base, token));
    await hall.#bringBundles();
    return hall;
  }

  get kiosk(): ExclusiveKiosk {
    const [kiosk] = this.#kiosks;
    if (!kiosk) throw new Error('no kiosk');
    return kiosk;
  }

  get lines(): FaultyLine[] {
    return [...this.pcs, ...this.#kiosks].map(({ path }) => path);
  }

  get day(): string {
    return this.target.relay.hall.engine.state.day;
  }

  /** Follows what the relay has committed since; a ledger that went back has lost what it had said. */
  catchUp(): void {
    const { log } = this.target.relay.hall.engine;
    const map = log.doc.getMap<unknown[]>(ROOT);
    demand(
      log.state.seq >= this.state.seq,
      `the ledger goes on: it had ${this.state.seq} entries and has ${log.state.seq}`,
    );
    for (let seq = this.state.seq + 1; map.has(keyOfEntry(seq)); seq += 1) {
      const events = decodeEntry(map.get(keyOfEntry(seq)) ?? []);
      const by = events.find(({ device }) => device !== 0);
      // Whoever is named for the first time is named in this entry.
      const named = events.flatMap((event) =>
        event.kind === 'device' ? [[event.no, event.incarnation] as const] : [],
      );
      const incarnation = by && (new Map(named).get(by.device) ?? this.state.devices.get(by.device)?.incarnation);
      this.truth.committed({ seq, events }, this.state, by ? `${incarnation ?? ''}.${by.n}` : '');
      evolveEntry(this.state, seq, events);
      this.#events[seq] = events;
    }
  }

  eventsOf(seq: number): readonly LedgerEvent[] {
    return this.#events[seq] ?? [];
  }

  async close(): Promise<void> {
    for (const pc of this.pcs) pc.end();
    await Promise.all(this.lines.map((line) => line.close()));
  }

  #world(): PcWorld {
    const { target } = this;
    return {
      get day() {
        return target.relay.hall.engine.state.day;
      },
      get ledger() {
        return target.ledger;
      },
      get setup() {
        return target.relay.hall.setup;
      },
      t: () => target.relay.hall.engine.t,
      announced: (pc, ticket, row) => this.#announced(pc, ticket, row),
      handedOver: (matter, row) => this.#handedOver(matter, row),
      heard: (row) => {
        this.catchUp();
        this.truth.heard(row);
      },
    };
  }

  #announced({ person, window }: ExclusivePc, ticket: Ticket, row: string): void {
    this.catchUp();
    if (row !== '') {
      this.truth.announce(ticket.token, person.incarnation, row, false);
      return;
    }
    const now = this.state.tickets.get(ticket.id);
    const isInForce = now?.round === ticket.round && now.window === window && now.phase === 'called';
    this.truth.stored(ticket.token, person.incarnation, ticket.round, isInForce);
  }

  #handedOver({ dossier }: Matter, row: string): void {
    this.catchUp();
    this.truth.handOver(dossier, row);
  }

  /** Matters whose result one of the desks has on its shelf. */
  async #bringBundles(): Promise<void> {
    const { engine } = this.target.relay.hall;
    for (let n = 0; n < BUNDLES; n += 1) {
      const dossier = randomBytes(16).toString('base64url');
      const open = { dossier, code: 'YJS-01', setup: 1, ticket: 0, window: 1, token: `${n}`.padStart(22, 'b') };
      await engine.act(() => [{ kind: 'matterOpened', ...open }]);
      const matter = engine.state.mattersByDossier.get(dossier) ?? 0;
      await engine.act(() => resultOf(matter));
    }
  }
}

function resultOf(matter: number): EventBody[] {
  return [
    { kind: 'received', matter, no: '0'.repeat(23), items: [], tellBy: 0 },
    {
      kind: 'accepted',
      matter,
      number: 1,
      hash: '',
      stages: [[600, [['QY-01', 'scjgj']]]],
      slots: [['licence', 0]],
      pickupCode: '123456',
      tolerated: [],
      goodBy: 0,
      promised: [],
      estimated: false,
    },
    { kind: 'partDecided', matter, part: 0, outcome: 'granted', at: 590 },
    { kind: 'delivered', matter, slot: 0, pieces: 1 },
  ];
}
