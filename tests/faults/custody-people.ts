import { codes } from './custody-setup.ts';
import type { World } from './custody-world.ts';

/** Who else is in the hall: those who come for a number, and who looks after it all. */
export class People {
  readonly #world: World;
  readonly #mayRelease: boolean;
  #tokens = 0;

  constructor(world: World, mayRelease: boolean) {
    this.#world = world;
    this.#mayRelease = mayRelease;
  }

  take(queue = 0): void {
    this.#tokens += 1;
    const tokenHash = `t${this.#tokens}`.padEnd(22, 'x');
    this.#world.by('kiosk', 'kiosk', [], 'take', { code: codes[queue], care: false, tokenHash, channel: 'kiosk' });
  }

  visitors(): void {
    const { state } = this.#world.relay;
    const roll = this.#world.roll();
    if (roll < 0.5) {
      this.take(this.#world.chance(0.85) ? 0 : 1);
      return;
    }
    const ticket = this.#world.pick([...state.tickets.keys()]);
    if (ticket === undefined) return;
    const phase = state.tickets.get(ticket)?.phase;
    if (phase === 'waiting') {
      const kind = this.#world.chance(0.5) ? 'leave' : 'delay';
      this.#world.by('applicant', 'phone', [], kind, { ticket });
    } else this.#world.by('staff', 'floor', ['guide'], 'reopen', { ticket, place: 'first' });
  }

  supervisor(): void {
    if (!this.#mayRelease) return;
    const { state } = this.#world.relay;
    if (this.#world.chance(0.35)) {
      const window = this.#world.pick([...state.windows.values()].filter(({ phase }) => phase !== 'closed'));
      if (window) this.#world.by('staff', 'chief', ['supervisor'], 'releaseWindow', { window: window.no });
      return;
    }
    const silent = [...state.devices.values()].filter(
      ({ incarnation }) => !this.#world.relay.desk.isInTouch(incarnation),
    );
    const device = this.#world.pick(silent);
    if (device) this.#world.by('staff', 'chief', ['supervisor'], 'forceRelease', { device: device.incarnation });
  }
}
