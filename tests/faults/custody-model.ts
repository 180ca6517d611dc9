import type { EventBody } from '#lib/domain/index.ts';
import { Aftermath } from './custody-aftermath.ts';
import { Clerk } from './custody-clerk.ts';
import { Faults } from './custody-faults.ts';
import { People } from './custody-people.ts';
import type { Broken } from './custody-setup.ts';
import { World } from './custody-world.ts';

export interface Schedule {
  seed: number;
  broken: Broken;
  /** What happened, line by line; null: nobody reads it. */
  story: string[] | null;
  /** Only so many of its steps. */
  most?: number;
}

/**
 * One day and night of a small hall in which everything goes wrong that can: a schedule of some tens of steps, all of it
 * chosen by the seed. Throws a `Violation`.
 */
export class CustodyModel {
  readonly #world: World;
  readonly #people: People;
  readonly #clerk: Clerk;
  readonly #faults: Faults;
  readonly #most: number;
  readonly #mayLose: boolean;

  constructor({ seed, broken, story, most = Infinity }: Schedule) {
    this.#most = most;
    this.#world = new World(seed, broken, story);
    const mayRelease = broken.startsWith('12') || broken.startsWith('11') || this.#world.chance(0.4);
    this.#mayLose = broken.startsWith('14') || this.#world.chance(0.25);
    this.#people = new People(this.#world, mayRelease);
    this.#clerk = new Clerk(this.#world);
    this.#faults = new Faults(this.#world, this.#mayLose);
  }

  run(): void {
    this.#morning();
    const steps = 20 + Math.floor(this.#world.roll() * 41);
    const losesAt = this.#mayLose ? 4 + Math.floor(this.#world.roll() * 26) : steps;
    for (let step = 0; step < Math.min(steps, this.#most); step += 1) {
      if (step === losesAt) this.#faults.loseDisk();
      this.#step();
    }
    new Aftermath(this.#world).mend();
  }

  #morning(): void {
    const { devices, relay } = this.#world;
    for (const device of devices.slice(0, 3)) {
      const [tab] = device.tabs;
      tab?.learn(relay.room, 1);
      if (tab) device.add(tab, 'openWindow', { window: device.window });
    }
    this.#world.flush();
    // What comes of a lost disk for bundles is told by the rules' own tests.
    if (!this.#mayLose) this.#bringBundle();
    const tickets = 3 + Math.floor(this.#world.roll() * 4);
    for (let index = 0; index < tickets; index += 1) this.#people.take(index === 3 ? 1 : 0);
    relay.beat();
    this.#world.flush();
    for (const device of devices) for (const tab of device.tabs) if (this.#world.chance(0.8)) device.persist(tab);
    if (this.#mayLose) this.#faults.copyStore();
  }

  /** One result, on the shelf of the first PC. */
  #bringBundle(): void {
    const { relay, devices } = this.#world;
    const dossier = 'dossier-of-the-only-one';
    const open = { dossier, code: 'YJS-01', setup: 1, ticket: 0, window: 1, token: 'b'.repeat(22) };
    relay.act(() => [{ kind: 'matterOpened', ...open }]);
    relay.act(() => resultOf(relay.state.mattersByDossier.get(dossier) ?? 0));
    this.#world.flush();
    const [first] = devices;
    const [tab] = first?.tabs ?? [];
    if (first && tab) first.add(tab, 'confirmDelivery', { dossier, slot: 'licence', shelf: '', condition: 'good' });
    this.#world.flush();
  }

  #step(): void {
    const world = this.#world;
    world.now += Math.floor(world.roll() * 400);
    if (world.relay.isUp) world.relay.pump();
    if (this.#faults.isRecovering && world.chance(0.3)) {
      this.#faults.recover();
      return;
    }
    const roll = world.roll();
    const device = world.pick(world.devices);
    if (roll < 0.3) world.network();
    else if (roll < 0.62) {
      if (device) this.#clerk.act(device);
    } else if (roll < 0.7) this.#people.visitors();
    else if (roll < 0.76) this.#inTouch();
    else if (roll < 0.8) this.#people.supervisor();
    else if (roll < 0.84) world.relay.flush();
    else if (roll < 0.88) {
      const tab = device && world.pick(device.tabs);
      if (device && tab) device.persist(tab);
    } else this.#faults.next();
  }

  /** Heartbeats both ways, what a new connection says, and the relay's own rounds. */
  #inTouch(): void {
    const { devices, relay, recovery } = this.#world;
    for (const device of devices) {
      const { up, down } = this.#world.line(device);
      if (!up || !down || recovery?.isFromBefore(device)) continue;
      if (relay.isUp) relay.hear(device.holder);
      if (this.#world.chance(0.5)) device.hello();
    }
    relay.beat();
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
