import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { vi } from 'vitest';
import { createRelay, type Relay } from '../../sync-server/relay.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { founded, MONDAY_TEN, PASSWORD } from '../relay/start-relay.ts';
import { bareRelay } from './bare-relay.ts';
import { Desk } from './desk.ts';
import { HeldDisk } from './held-disk.ts';
import { Line } from './line.ts';
import { signIn, type Person } from './person.ts';
import { Stock } from './stock.ts';
import { upgradeWith } from './upgrade.ts';

/** A relay under test, as a client knows it: addresses and cookies. */
export interface Target {
  readonly name: string;
  /** `ws://…`, to which a room's name is added. */
  readonly server: string;
  /** A PC that nobody has used yet, with this person signed in. */
  person(account?: string): Promise<Person>;
  /** The name of a room that this account may write, and that nobody was in. */
  newRoom(): Promise<string>;
  /** Somebody with the stock client in a room. */
  stock(room: string, options?: ConstructorParameters<typeof Stock>[3]): Promise<Stock>;
  /** Somebody with a line of raw frames in a room. */
  line(room: string, person?: Person): Promise<Line>;
  close(): Promise<void>;
}

/** Our relay: what only a hall promises can be asked of it. */
export interface HallTarget extends Target {
  readonly base: string;
  readonly host: string;
  /** The open day's ledger: read only. */
  readonly ledger: string;
  readonly hall: string;
  readonly epoch: string;
  /** Under the relay, and under what a broken relay does. */
  readonly disk: HeldDisk;
  desk(account?: string, person?: Person): Promise<Desk>;
  /** A bare socket whose upgrade and first frames are one packet. */
  upgradeWith(room: string, frames: readonly Uint8Array[]): Promise<Socket>;
  /** So many ms of the relay's time, timers and clock; only where it was started `byHand`. */
  pass(ms: number): Promise<void>;
  /** An orderly end, and a start at the same address. */
  restart(): Promise<void>;
  /** The power goes in the middle of whatever happens, and comes back. */
  crash(): Promise<void>;
  /** Sessions, rooms and sockets that are held in memory, for what a client cannot see. */
  readonly relay: Relay;
}

export interface HallOptions {
  name?: string;
  /** A fresh one in memory unless given. */
  storage?: Storage;
  /** Between the relay and the disk: how a broken relay is made. */
  wrap?: (disk: Storage) => Storage;
  /** At a seam of the relay itself, once it is made. */
  spoil?: (relay: Relay) => void;
  /** So many entries of a log are followed by a snapshot. */
  snapshotEvery?: number;
  /** The relay's timers run when the check says so. */
  byHand?: boolean;
}

/** Everything of the relay that is due at once is at least so far apart, ms. */
const STEP = 2000;

interface Running {
  disk: HeldDisk;
  relay: Relay;
  /** What a kill would cut. */
  sockets: Set<Socket>;
  port: number;
}

/** Our relay over real sockets. Its clock runs, from Monday 10:00. */
export async function hallTarget({
  name = 'our relay',
  storage = memoryStorage(),
  wrap = (disk) => disk,
  spoil = () => undefined,
  snapshotEvery = 500,
  byHand = false,
}: HallOptions = {}): Promise<HallTarget> {
  await storage.commit((await founded()).changes);
  const started = performance.now();
  let passed = 0;
  if (byHand) vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const run = async (at: number): Promise<Running> => {
    const disk = new HeldDisk(storage);
    const relay = await createRelay({
      storage: wrap(disk.storage),
      build: '/nowhere',
      publicUrl: '',
      secure: false,
      snapshotEvery,
      wall: () => MONDAY_TEN + passed + Math.round(performance.now() - started),
    });
    spoil(relay);
    const sockets = new Set<Socket>();
    relay.server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return { disk, relay, sockets, port: await listen(relay.server, at) };
  };
  let running = await run(0);
  const { port } = running;
  const [host, base] = [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`];
  const clients = new Clients(`ws://${host}/rooms`, (account) => signIn(base, account, PASSWORD));
  const openDesk = async (account = '0317', person?: Person): Promise<Desk> => {
    const at = person ?? (await clients.person(account));
    const desk = await Desk.open(clients.server, running.relay.hall.engine.room, at);
    clients.own(() => desk.line.end());
    return desk;
  };
  let opener: Promise<Desk> | null = null;
  const identity = running.relay.hall.engine.identity;
  const crash = async (): Promise<void> => {
    const { disk, relay, sockets } = running;
    disk.cut();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => relay.server.close(resolve));
    // What it still has in memory ends without a disk; nobody waits for that.
    void relay.close();
    opener = null;
    running = await run(port);
  };
  return {
    name,
    host,
    base,
    server: clients.server,
    hall: identity.hall,
    epoch: identity.epoch,
    get ledger() {
      return running.relay.hall.engine.room;
    },
    get disk() {
      return running.disk;
    },
    get relay() {
      return running.relay;
    },
    person: (account = '0317') => clients.person(account),
    stock: (room, options) => clients.stock(room, options),
    line: (room, person) => clients.line(room, person),
    desk: openDesk,
    newRoom: async () => {
      opener ??= openDesk();
      return `dossier/${identity.hall}/${await (await opener).openMatter()}/${identity.epoch}`;
    },
    upgradeWith: async (room, frames) => {
      const { headers } = await clients.person('0317');
      const socket = await upgradeWith(host, `/rooms/${room}`, headers, frames);
      clients.own(() => socket.destroy());
      return socket;
    },
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= STEP) {
        passed += STEP;
        vi.advanceTimersByTime(STEP);
        // What was said then is on its way before more time passes.
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    restart: async () => {
      await running.relay.close();
      opener = null;
      running = await run(port);
    },
    crash,
    close: async () => {
      clients.end();
      running.disk.release();
      running.disk.releaseReads();
      await running.relay.close();
      if (byHand) vi.useRealTimers();
    },
  };
}

/** A y-websocket relay without storage, for what is promised by the protocol alone. */
export async function bareTarget(): Promise<Target> {
  const { server, close } = bareRelay();
  const port = await listen(server, 0);
  const clients = new Clients(`ws://127.0.0.1:${port}`, (account) =>
    Promise.resolve({ account, incarnation: '', headers: {} }),
  );
  let rooms = 0;
  return {
    name: 'a bare y-websocket relay',
    server: clients.server,
    person: (account = '0317') => clients.person(account),
    newRoom: () => Promise.resolve(`room-${(rooms += 1)}`),
    stock: (room, options) => clients.stock(room, options),
    line: (room, person) => clients.line(room, person),
    close: async () => {
      clients.end();
      await close();
    },
  };
}

/** Everybody a check lets in, so that all of them leave at its end. */
class Clients {
  readonly server: string;
  readonly person: (account: string) => Promise<Person>;
  readonly #ends: (() => void)[] = [];
  #shared: Promise<Person> | null = null;

  constructor(server: string, person: (account: string) => Promise<Person>) {
    this.server = server;
    this.person = person;
  }

  own(end: () => void): void {
    this.#ends.push(end);
  }

  async stock(room: string, options?: ConstructorParameters<typeof Stock>[3]): Promise<Stock> {
    const stock = new Stock(this.server, room, (await this.#anybody()).headers, options);
    this.own(() => stock.end());
    return stock;
  }

  async line(room: string, person?: Person): Promise<Line> {
    const { headers } = person ?? (await this.#anybody());
    const line = await new Line(`${this.server}/${room}`, headers).opened();
    this.own(() => line.end());
    return line;
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** One PC for all who need not be told apart: signing in is slow by design. */
  #anybody(): Promise<Person> {
    this.#shared ??= this.person('0317');
    return this.#shared;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
