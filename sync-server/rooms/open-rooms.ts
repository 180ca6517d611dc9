import type { SharedRoom } from './shared-room.ts';

interface OpenRoom {
  loading: Promise<SharedRoom>;
  room: SharedRoom | null;
  /** Connections and others who must not lose it. */
  users: number;
  /** Sweeps since somebody used it. */
  idle: number;
}

/** Sweeps without a user after which a room leaves the memory. */
const IDLE_SWEEPS = 15;

/** The shared rooms in memory: each is loaded once for all who ask, and unloaded when nobody does. */
export class OpenRooms {
  readonly #rooms = new Map<string, OpenRoom>();

  get size(): number {
    return this.#rooms.size;
  }

  /** In memory already; null otherwise. */
  peek(name: string): SharedRoom | null {
    return this.#rooms.get(name)?.room ?? null;
  }

  open(name: string, load: () => Promise<SharedRoom>): Promise<SharedRoom> {
    const known = this.#rooms.get(name);
    if (known) {
      known.idle = 0;
      return known.loading;
    }
    const opened: OpenRoom = { loading: load(), room: null, users: 0, idle: 0 };
    this.#rooms.set(name, opened);
    opened.loading.then(
      (room) => (opened.room = room),
      () => this.#rooms.delete(name),
    );
    return opened.loading;
  }

  /** Keeps a room in memory until the answer is called. */
  use(room: SharedRoom): () => void {
    const opened = this.#rooms.get(room.name);
    if (opened?.room !== room) return () => undefined;
    opened.users += 1;
    return () => {
      opened.users -= 1;
      opened.idle = 0;
    };
  }

  /** Called every few seconds. */
  sweep(): void {
    for (const [name, { room, users, idle }] of this.#rooms) {
      const opened = this.#rooms.get(name);
      if (!opened || !room || users > 0 || room.isBusy) continue;
      if (idle >= IDLE_SWEEPS) this.forget(name);
      else opened.idle += 1;
    }
  }

  forget(name: string): void {
    this.#rooms.get(name)?.room?.destroy();
    this.#rooms.delete(name);
  }

  /** Everything that was received is on the disk, or could not be kept. */
  async close(): Promise<void> {
    const rooms = [...this.#rooms.values()].flatMap(({ room }) => (room ? [room] : []));
    await Promise.all(rooms.map((room) => room.quiet()));
    for (const name of [...this.#rooms.keys()]) this.forget(name);
  }
}
