import type { HallState, Ticket } from '#lib/domain/index.ts';
import { Violation } from '../conformance/violation.ts';
import type { ModelDevice } from './custody-device.ts';
import type { ModelDecision, ModelRow } from './custody-messages.ts';
import type { Tab } from './custody-page.ts';
import type { World } from './custody-world.ts';

/** More than everybody who waits can take, at one window, by rests and passed numbers. */
const MOST_ROUNDS = 40;

/** When everything works again: what was done is known, and whoever waits is called. */
export class Aftermath {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The line is back for all: nothing is lost, and whoever waits can be called. */
  mend(): void {
    this.#world.tell(() => 'everything is mended');
    this.#world.isMended = true;
    this.#world.relay.diesAtCommit = false;
    if (!this.#world.relay.isUp) this.#world.relay.restart();
    for (const device of this.#world.devices) {
      const line = this.#world.line(device);
      line.up = true;
      line.down = true;
      device.closeTabs();
    }
    const recovery = this.#world.recovery;
    if (recovery) {
      for (const device of this.#world.devices) if (recovery.isFromBefore(device)) recovery.checkIn(device);
      if (!recovery.isOpen) recovery.open(this.#world.devices);
      for (const device of this.#world.devices) if (recovery.isFromBefore(device)) recovery.checkIn(device);
    }
    for (let round = 0; round < 3; round += 1) {
      this.#world.messages.length = 0;
      for (const device of this.#world.devices) {
        this.#world.relay.hear(device.holder);
        device.hello();
      }
      this.#world.flush();
      this.#world.now += 1000;
    }
    this.#checkFacts();
    this.#checkIds();
    this.#callEverybody();
    const [loss] = this.#world.truth.losses;
    if (loss !== undefined) throw new Violation(loss);
  }

  #checkFacts(): void {
    for (const device of this.#world.devices) {
      for (const row of device.disk.rows)
        if (row.class === 'fact') this.#world.truth.lost(`a fact never arrives: ${row.id} ${row.kind}`);
    }
  }

  /** Each PC sends a row again that has its answer: it gets that, and nothing is done. Another command under its id has none. */
  #checkIds(): void {
    const { relay, truth, devices } = this.#world;
    // Whoever answers nobody is found by those who wait.
    if (relay.isClosed) return;
    for (const device of devices) {
      const { disk } = relay;
      const row = device.sent.findLast(({ id, command }) => disk.bytes.get(id) === command);
      if (row?.incarnation !== device.holder) continue;
      const { seq } = relay.state;
      if (this.#answerTo(row) !== disk.decided.get(row.id)) truth.lost(`the same row has another answer: ${row.id}`);
      const other = this.#answerTo({ ...row, command: { ...row.command } });
      if (!other || other.ok || other.code !== 'id-reused') truth.lost(`other bytes are taken for ${row.id}`);
      if (relay.state.seq !== seq) truth.lost(`a row is done again: ${row.id}`);
    }
  }

  #answerTo(row: ModelRow): ModelDecision | null {
    const { relay, messages } = this.#world;
    messages.length = 0;
    relay.submit(row);
    const answers = messages.splice(0).map(({ message }) => (message.type === 'decision' ? message.decision : null));
    return answers.find((decision) => decision?.id === row.id) ?? null;
  }

  /**
   * Liveness: whoever waits is called by one of the windows, however things stood, but for numbers that a device holds which
   * is gone: those need a release.
   */
  #callEverybody(): void {
    let still = 0;
    for (let round = 0; round < MOST_ROUNDS && still < 2 && this.#world.relay.state.waiting.size > 0; round += 1) {
      const { seq } = this.#world.relay.state;
      this.#world.now += 6000;
      for (const device of this.#world.devices) this.#world.relay.hear(device.holder);
      for (const device of this.#world.devices) {
        const [tab] = device.tabs;
        if (!tab) continue;
        device.hello();
        this.#world.flush();
        this.#serveOne(device, tab);
        this.#world.now += 400;
        this.#world.relay.pump();
        this.#world.flush();
      }
      still = this.#world.relay.state.seq === seq ? still + 1 : 0;
    }
    const { state } = this.#world.relay;
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket && this.#shouldBeCallable(state, ticket))
        this.#world.truth.lost(`stuck: ${ticket.label} with ${ticket.holder}`);
    }
  }

  #serveOne(device: ModelDevice, tab: Tab): void {
    if (!device.hasWindow(tab)) {
      device.add(tab, 'openWindow', { window: device.window });
      return;
    }
    device.rights.storeCall(tab);
    const ticket = device.atWindow(tab);
    if (ticket) device.add(tab, 'finish', { window: device.window, ticket: ticket.id, outcome: 'done' });
    device.add(tab, 'call', { window: device.window, ticket: null });
  }

  #shouldBeCallable(state: HallState, ticket: Ticket): boolean {
    // After a lost disk a used right that nobody brings a call for is a person's to free.
    if (this.#world.recovery) return false;
    const isLiving = (no: number): boolean =>
      this.#world.devices.some((device) => device.holder === state.devices.get(no)?.incarnation);
    if (ticket.holder !== 0 && !isLiving(ticket.holder)) return false;
    return [...state.windows.values()].some(
      ({ phase, queues, device }) => phase === 'open' && queues.includes(ticket.queue) && isLiving(device),
    );
  }
}
