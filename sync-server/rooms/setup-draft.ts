import { applyDraft, draftKeyFault, type RefusalCode, type Result, type Setup } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Storage } from '../storage/storage.ts';
import type { OpenRooms } from './open-rooms.ts';
import { plainLog } from './room-log.ts';
import type { RoomSchema } from './room-schema.ts';
import { SharedRoom } from './shared-room.ts';

const ROOT = 'd';
const LARGEST_VALUE = 64 * 1024;

const schema: RoomSchema = {
  maps: [ROOT],
  isTextRoot: () => false,
  isEntry: (_, key, value) => draftKeyFault(key) === null && JSON.stringify(value).length <= LARGEST_VALUE,
  largest: 2 * 1024 * 1024,
};

/**
 * The setup that is being drafted together: what is to differ from the published version, by path.
 * An empty map is no draft.
 */
export class SetupDraft {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #rooms: OpenRooms;
  readonly #snapshotEvery: number;

  constructor(hall: Hall, storage: Storage, rooms: OpenRooms, snapshotEvery: number) {
    this.#hall = hall;
    this.#storage = storage;
    this.#rooms = rooms;
    this.#snapshotEvery = snapshotEvery;
  }

  room(): Promise<SharedRoom> {
    const { hall, epoch, origin } = this.#hall.engine.identity;
    const name = `setup/${hall}/${epoch}`;
    const kept = `setup/${hall}/${origin ?? epoch}`;
    return this.#rooms.open(name, () =>
      SharedRoom.open({
        name,
        schema,
        log: plainLog(this.#storage, kept),
        commit: (changes) => this.#storage.commit(changes),
        mayWrite: () => true,
        snapshotEvery: this.#snapshotEvery,
      }),
    );
  }

  /**
   * Publishes the published setup with the draft on it, as `publish` validates it, and empties the
   * draft of what was published; what somebody changed meanwhile stays in it.
   */
  async publish(
    publish: (setup: unknown) => Promise<Result<{ version: number }, RefusalCode>>,
  ): Promise<Result<{ version: number }, RefusalCode>> {
    const room = await this.room();
    const drafted = room.doc.getMap(ROOT).toJSON();
    const published: Setup = this.#hall.setup;
    const result = await publish(applyDraft(published, drafted));
    if (!result.ok) return result;
    await room.write((doc) => {
      const map = doc.getMap(ROOT);
      for (const [key, value] of Object.entries(drafted)) {
        if (JSON.stringify(map.get(key)) === JSON.stringify(value)) map.delete(key);
      }
    });
    return result;
  }
}
