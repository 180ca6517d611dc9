import type { CommandKind, HallState, Role } from '#lib/domain/index.ts';
import { ModelDevice } from './custody-device.ts';
import { describeMessage, type ModelRow, type ToDevice, type ToRelay } from './custody-messages.ts';
import type { Recovery, Backup } from './custody-recovery.ts';
import { ModelRelay } from './custody-relay.ts';
import { FIRST_DAY, MORNING, setups, type Broken } from './custody-setup.ts';
import { Truth } from './custody-truth.ts';
import { randomFrom } from './rounds.ts';

type Envelope =
  { to: 'relay'; from: ModelDevice; message: ToRelay } | { to: 'device'; device: ModelDevice; message: ToDevice };

interface Line {
  up: boolean;
  down: boolean;
}

/** So many messages are on the way at most; the oldest is lost. */
const ON_THE_WAY = 14;
/** `drops-commits`: the disk forgets one commit in so many. */
const DROPS_ONE_IN = 1000;

/** A small hall: its relay, its PCs, the lines between them, chance, and one clock for all. */
export class World {
  readonly #random: () => number;
  readonly broken: Broken;
  readonly #story: string[] | null;
  readonly truth = new Truth();
  readonly relay: ModelRelay;
  readonly devices: ModelDevice[];
  readonly #lines = new Map<ModelDevice, Line>();
  readonly messages: Envelope[] = [];
  now = Date.parse(FIRST_DAY) + MORNING;
  recovery: Recovery | null = null;
  backup: Backup | null = null;
  /** Nothing gets lost any more. */
  isMended = false;
  #n = 0;

  constructor(seed: number, broken: Broken, story: string[] | null) {
    this.#random = randomFrom(seed);
    this.broken = broken;
    this.#story = story;
    const setup = this.chance(0.5) ? setups.keeps : setups.ends;
    const clock = (): number => this.now;
    const sender = { send: (incarnation: string, message: ToDevice) => this.#toDevice(incarnation, message) };
    const drops = (): boolean => broken === 'drops-commits' && this.chance(1 / DROPS_ONE_IN);
    this.relay = new ModelRelay(setup, this.truth, sender, clock, broken, drops);
    const world = {
      setup,
      truth: this.truth,
      broken,
      clock,
      send: (from: ModelDevice, message: ToRelay) => this.#post({ to: 'relay', from, message }),
      ledger: (): HallState => this.relay.state,
    };
    const count = broken.startsWith('1-') ? 4 : this.chance(0.5) ? 2 : 3;
    this.devices = Array.from({ length: count }, (_, index) => {
      const device = new ModelDevice(`pc${index + 1}`, (index % 3) + 1, this.relay.room, world);
      this.#lines.set(device, { up: true, down: true });
      return device;
    });
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** In [0, 1). */
  roll(): number {
    return this.#random();
  }

  pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }

  tell(text: () => string): void {
    this.#story?.push(text());
  }

  // The network

  line(device: ModelDevice): Line {
    const line = this.#lines.get(device);
    if (!line) throw new Error('no line');
    return line;
  }

  #post(envelope: Envelope): void {
    this.messages.push(envelope);
    if (this.messages.length > ON_THE_WAY && !this.isMended) this.messages.shift();
  }

  #toDevice(incarnation: string, message: ToDevice): void {
    for (const device of this.devices) if (device.holder === incarnation) this.#post({ to: 'device', device, message });
  }

  /** One message arrives: the oldest or any, once or again, or never. */
  network(): void {
    const at = this.chance(0.6) ? 0 : Math.floor(this.#random() * this.messages.length);
    const envelope = this.messages[at];
    if (!envelope) return;
    if (this.chance(0.1)) {
      this.#deliver(envelope);
      return;
    }
    this.messages.splice(at, 1);
    if (!this.chance(0.08)) this.#deliver(envelope);
  }

  /** Everything that is on its way, and whatever comes of it. */
  flush(): void {
    for (let guard = 0; this.messages.length > 0 && guard < 400; guard += 1) {
      const envelope = this.messages.shift();
      if (envelope) this.#deliver(envelope);
      this.relay.pump();
    }
    this.relay.flush();
  }

  #deliver(envelope: Envelope): void {
    if (envelope.to === 'device') this.#hear(envelope.device, envelope.message);
    else if (this.line(envelope.from).up) this.#receive(envelope.from, envelope.message);
  }

  #hear(device: ModelDevice, message: ToDevice): void {
    const tab = this.pick(device.tabs);
    if (!tab || !this.line(device).down) return;
    // What it has said is all that it knows of the epoch before: the old room is closed for it.
    const { recovery } = this;
    if (recovery?.isFromBefore(device) && (recovery.isOpen || recovery.hasSpoken(device))) return;
    this.tell(() => `${device.name} <- ${describeMessage(message)}`);
    device.receive(tab, message);
  }

  #receive(from: ModelDevice, message: ToRelay): void {
    // A page of the epoch before is turned away until it has checked in.
    if (!this.relay.isUp || this.recovery?.isFromBefore(from)) return;
    this.relay.hear(from.holder);
    this.tell(() => `${from.name} -> ${describeMessage(message)}`);
    switch (message.type) {
      case 'rows':
        for (const row of message.rows) this.relay.submit(row);
        return;
      case 'gave':
        this.relay.gave(from.holder, message.gave);
        this.relay.pump();
        return;
      case 'stored':
        this.relay.stored(from.holder, message.ticket, message.round);
        return;
      case 'hello':
        this.relay.hello(from.holder, message.undecided);
    }
  }

  /** A command of somebody whose line is of no matter here. */
  by(surface: ModelRow['surface'], name: string, roles: readonly Role[], kind: CommandKind, body: object): void {
    this.#n += 1;
    const command = { kind, body: { day: this.relay.state.day, ...body } } as unknown as ModelRow['command'];
    const incarnation = `incarnation-of-${name}-0`;
    const id = `${incarnation}.${this.#n}`;
    const account = surface === 'staff' ? name : '';
    this.relay.submit({ id, n: this.#n, after: null, incarnation, account, surface, roles, command });
    this.tell(() => `${name}: ${kind} ${JSON.stringify(body)}: ${JSON.stringify(this.relay.disk.decided.get(id))}`);
  }
}
