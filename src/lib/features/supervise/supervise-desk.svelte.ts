import type { CommandBodies, CommandKind, RefusalCode } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { liveHall, reopenable, type LiveHall } from './live-hall.ts';
import { silentPlaces, type SilentPlace } from './silent-places.ts';

export interface PendingDevice {
  id: string;
  surface: string;
  code: string;
  askedAt: number;
}

export interface PairedDevice {
  incarnation: string;
  surfaces: string[];
  label: string;
  pairedAt: number;
  revoked: boolean;
}

export interface Person {
  account: string;
  name: string;
  roles: string[];
  department: string | null;
  active: boolean;
  mustChangePassword: boolean;
  locked: boolean;
}

interface Refusal {
  code: RefusalCode;
  data?: Record<string, unknown> | undefined;
}

/** The supervisor's verbs and lists: the hall from the ledger, people and devices over HTTP. */
export class SuperviseDesk {
  readonly hall: HallStore;
  #tick = $state(0);
  #busy = $state<string | null>(null);
  #refusal = $state.raw<Refusal | null>(null);
  #pending = $state.raw<readonly PendingDevice[]>([]);
  #paired = $state.raw<readonly PairedDevice[]>([]);
  #people = $state.raw<readonly Person[]>([]);

  constructor(hall: HallStore) {
    this.hall = hall;
  }

  readonly live = $derived.by((): LiveHall | null => {
    void this.#tick;
    const { setup } = this.hall;
    return setup ? liveHall(this.hall.proposed, setup, this.hall.t) : null;
  });

  readonly reopenable = $derived.by(() => {
    return reopenable(this.hall.decided);
  });

  readonly help = $derived.by(() => {
    return [...this.hall.decided.help.values()].sort((a, b) => a.at - b.at);
  });

  /** Devices that the hall does not hear, by the window they have open. */
  readonly silent = $derived.by((): SilentPlace[] => silentPlaces(this.hall.decided, this.hall.silent));

  readonly conflicts = $derived.by(() => {
    return [...this.hall.decided.conflicts].reverse().slice(0, 20);
  });

  get busy(): string | null {
    return this.#busy;
  }
  get refusal(): Refusal | null {
    return this.#refusal;
  }
  get pending(): readonly PendingDevice[] {
    return this.#pending;
  }
  get paired(): readonly PairedDevice[] {
    return this.#paired;
  }
  get people(): readonly Person[] {
    return this.#people;
  }

  tick(): void {
    this.#tick += 1;
  }

  /** A new kiosk asks over HTTP; nobody pushes it here. Quietly keeps the last list while the line is down. */
  async loadDevices(): Promise<void> {
    const answer = await ask<{ pending: PendingDevice[]; paired: PairedDevice[] }>('GET', '/api/devices');
    if (!answer.ok) return;
    this.#pending = answer.value.pending;
    this.#paired = answer.value.paired;
  }

  async loadPeople(): Promise<void> {
    const answer = await ask<{ people: Person[] }>('GET', '/api/staff');
    if (answer.ok) this.#people = answer.value.people;
    else this.#refusal = answer;
  }

  confirmDevice(code: string, label: string): Promise<boolean> {
    return this.#ask('confirm', async () => {
      const answer = await ask('POST', '/api/devices/confirm', { code, label });
      await this.loadDevices();
      return answer;
    });
  }

  revoke(incarnation: string): Promise<boolean> {
    return this.#ask(incarnation, async () => {
      const answer = await ask('POST', `/api/devices/${incarnation}/revoke`, {});
      await this.loadDevices();
      return answer;
    });
  }

  /** The new one-time password, or null when refused. */
  async resetPassword(account: string): Promise<string | null> {
    let password: string | null = null;
    await this.#ask(account, async () => {
      const answer = await ask<{ password: string }>('POST', `/api/staff/${account}/password`, {});
      if (answer.ok) password = answer.value.password;
      return answer;
    });
    return password;
  }

  /** Any of the supervisor's commands; `key` names the button that is busy meanwhile. */
  command<Kind extends CommandKind>(key: string, kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<boolean> {
    return this.#ask(key, () => this.hall.dispatch(kind, body));
  }

  dismiss(): void {
    this.#refusal = null;
  }

  async #ask(key: string, work: () => Promise<{ ok: true } | ({ ok: false } & Refusal)>): Promise<boolean> {
    if (this.#busy !== null) return false;
    this.#busy = key;
    this.#refusal = null;
    try {
      const answer = await work();
      if (!answer.ok) this.#refusal = answer;
      return answer.ok;
    } finally {
      this.#busy = null;
    }
  }
}
