import { Recovery } from './custody-recovery.ts';
import { DAY_MS, FIRST_DAY, MORNING } from './custody-setup.ts';
import type { World } from './custody-world.ts';

/** Everything that goes wrong: lines, power, databases, clocks, the relay and its disk; and nights. */
export class Faults {
  readonly #world: World;
  readonly #mayLose: boolean;

  constructor(world: World, mayLose: boolean) {
    this.#world = world;
    this.#mayLose = mayLose;
  }

  next(): void {
    const device = this.#world.pick(this.#world.devices);
    if (!device) return;
    const line = this.#world.line(device);
    const roll = this.#world.roll();
    const { rooms } = this.#world.relay.disk;
    if (roll < 0.36) {
      if (this.#world.chance(0.6)) line.up = !line.up;
      if (this.#world.chance(0.6)) line.down = !line.down;
      this.#world.tell(() => `${device.name} line up ${line.up} down ${line.down}`);
    } else if (roll < 0.5) {
      device.crash(rooms);
      this.#world.tell(() => `${device.name} crashes`);
    } else if (roll < 0.58) device.openTab(rooms);
    else if (roll < 0.62) {
      device.wipe(rooms);
      this.#world.tell(() => `${device.name} loses its database`);
    } else if (roll < 0.66) device.skew = this.#world.pick([-DAY_MS, 0, DAY_MS]) ?? 0;
    else if (roll < 0.8) this.#relayFault();
    else if (roll < 0.86) this.#night();
    else if (roll < 0.92) this.#sleep();
    else if (this.#mayLose && this.#world.relay.isUp && !this.#world.recovery) this.copyStore();
  }

  #relayFault(): void {
    if (this.#world.relay.isRecovering) return;
    if (!this.#world.relay.isUp) {
      this.#world.relay.restart();
      this.#world.tell(() => 'the relay is back');
    } else if (this.#world.chance(0.5)) this.#world.relay.diesAtCommit = true;
    else {
      this.#world.relay.crash();
      this.#world.tell(() => 'the relay is down');
    }
  }

  #night(): void {
    if (this.#world.relay.isRecovering || !this.#world.relay.isUp) return;
    this.#world.now += DAY_MS - ((this.#world.now - Date.parse(FIRST_DAY)) % DAY_MS) + MORNING;
    this.#world.relay.turnDay();
    this.#world.tell(() => `a new day: ${this.#world.relay.state.day}`);
  }

  /** Long enough that nobody is in touch any more. */
  #sleep(): void {
    this.#world.now += 6000;
    this.#world.tell(() => 'some time goes by');
  }

  /** The disk is lost; there is a copy from some time before. */
  loseDisk(): void {
    const { room } = this.#world.relay;
    const backup = this.#world.backup;
    if (!backup || backup.room !== room || this.#world.recovery || this.#world.relay.isRecovering) return;
    this.#world.recovery = new Recovery(this.#world.relay, this.#world.truth, backup, this.#world.broken);
    this.#world.tell(() => `the disk is lost; the backup has ${backup.known} of ${room.entries.length}`);
  }

  copyStore(): void {
    const { room } = this.#world.relay;
    this.#world.backup = { room, known: room.committed, returned: [...this.#world.relay.disk.returned] };
  }

  recover(): void {
    const recovery = this.#world.recovery;
    if (!recovery) return;
    const device = this.#world.pick(this.#world.devices);
    const line = device && this.#world.line(device);
    if (device && line?.up && line.down && recovery.isFromBefore(device)) {
      recovery.checkIn(device);
      this.#world.tell(() => `${device.name} checks in`);
    }
    if (!recovery.isOpen && (recovery.isComplete || (recovery.hasHeard && this.#world.chance(0.25)))) {
      recovery.open(this.#world.devices);
      this.#world.tell(
        () =>
          `the hall opens again in ${this.#world.relay.state.epoch}, missing ${[...this.#world.relay.state.missing].join()}`,
      );
    }
  }

  /** A lost disk whose devices have not all come back. */
  get isRecovering(): boolean {
    const recovery = this.#world.recovery;
    return recovery !== null && recovery.isOpen && !this.#world.devices.some((device) => recovery.isFromBefore(device));
  }
}
