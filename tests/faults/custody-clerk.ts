import type { ModelDevice } from './custody-device.ts';
import type { Tab } from './custody-page.ts';
import type { World } from './custody-world.ts';

/** What somebody at a PC does next, whatever the line does. */
export class Clerk {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  act(device: ModelDevice): void {
    const tab = this.#world.pick(device.tabs);
    if (!tab || tab.state.day === '') return;
    if (!device.hasWindow(tab)) {
      if (device.disk.rows.some(({ kind }) => kind === 'openWindow')) return;
      device.add(tab, 'openWindow', { window: device.window });
      this.#world.tell(() => `${device.name} asks for window ${device.window}`);
      return;
    }
    if (this.#world.chance(0.1)) {
      this.#atDesk(device, tab);
      return;
    }
    device.rights.storeCall(tab);
    const ticket = device.atWindow(tab);
    if (!ticket) {
      this.#callNext(device, tab);
      return;
    }
    const at = { window: device.window, ticket: ticket.id };
    const roll = this.#world.roll();
    const say = (what: string): void => this.#world.tell(() => `${device.name} ${what} ${ticket.id}`);
    if (ticket.phase === 'called' && roll < 0.5) {
      device.add(tab, 'noShow', at);
      say('no-show');
    } else if (roll < 0.7) {
      device.add(tab, 'finish', { ...at, outcome: 'done' });
      say('finishes');
    } else if (roll < 0.78) {
      device.add(tab, 'park', at);
      say('parks');
    } else if (roll < 0.9) {
      const queue = this.#world.pick(this.#world.relay.setup.queues)?.id ?? '';
      device.add(tab, 'transfer', { ...at, queue, place: 'first' });
      say('asks to transfer');
    } else if (ticket.phase === 'called' && roll < 0.95) {
      device.add(tab, 'begin', at);
      say('begins');
    } else this.#close(device, tab);
  }

  #callNext(device: ModelDevice, tab: Tab): void {
    const roll = this.#world.roll();
    const chosen = this.#world.chance(0.2) ? (this.#world.pick([...tab.state.waiting]) ?? null) : null;
    if (roll < 0.4) {
      device.add(tab, 'call', { window: device.window, ticket: chosen });
      this.#world.tell(() => `${device.name} asks to call ${chosen ?? 'the next'}`);
    } else if (roll < 0.86) this.#callAlone(device, tab, chosen);
    else if (roll < 0.92) this.#close(device, tab);
    else {
      const undoable = [...tab.state.tickets.values()].filter(
        ({ last, before }) => before?.window === device.window && last.device === device.numberIn(tab.state),
      );
      const ticket = this.#world.pick(undoable);
      if (ticket) {
        device.add(tab, 'undo', { window: device.window, ticket: ticket.id });
        this.#world.tell(() => `${device.name} asks to undo ${ticket.id}`);
      }
    }
  }

  #callAlone(device: ModelDevice, tab: Tab, chosen: number | null): void {
    const choice = device.rights.choose(tab, chosen);
    if (!choice) return;
    const seen = device.disk.stored?.key ?? null;
    if (this.#world.broken === '5-announces-before-storing') {
      device.rights.callWithoutStoring(tab, choice);
      if (this.#world.chance(0.5)) {
        device.crash(this.#world.relay.disk.rooms);
        return;
      }
    }
    // Between the choice and the transaction another page of the device may do something.
    const other = device.tabs.find((one) => one !== tab);
    if (other && this.#world.chance(0.3)) this.#otherTab(device, other);
    const isCalled = device.rights.callByRight(tab, choice, seen);
    this.#world.tell(() => `${device.name} calls ${choice.ticket} alone by ${choice.grant}: ${isCalled}`);
  }

  #otherTab(device: ModelDevice, tab: Tab): void {
    device.rights.storeCall(tab);
    const choice = device.rights.choose(tab, null);
    if (choice && this.#world.chance(0.5)) {
      const isCalled = device.rights.callByRight(tab, choice, device.disk.stored?.key ?? null);
      this.#world.tell(
        () => `${device.name}, other page, calls ${choice.ticket} alone by ${choice.grant}: ${isCalled}`,
      );
    } else if (device.hasWindow(tab)) this.#close(device, tab);
  }

  /** W4, CU12: the window is closed, then what it holds is marked, then given back. The power may go in between. */
  #close(device: ModelDevice, tab: Tab): void {
    device.add(tab, 'closeWindow', { window: device.window });
    this.#world.tell(() => `${device.name} closes`);
    if (this.#world.chance(0.1)) return;
    const grants = device.rights.giveAll(tab);
    if (grants.length > 0 && !this.#world.chance(0.1)) device.add(tab, 'giveBack', { grants });
  }

  /** P6: results are handed over, let go, or asked for from another desk. */
  #atDesk(device: ModelDevice, tab: Tab): void {
    const roll = this.#world.roll();
    const [matter] = tab.state.matters.values();
    if (!matter) return;
    if (roll < 0.4) {
      if (device.rights.handOver(tab)) this.#world.tell(() => `${device.name} hands the bundle over`);
    } else if (roll < 0.5) device.rights.letGo(tab);
    else {
      device.add(tab, 'takeCustody', { dossier: matter.dossier });
      this.#world.tell(() => `${device.name} asks for the bundle`);
    }
  }
}
