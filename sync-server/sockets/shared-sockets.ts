import type { WebSocket } from 'ws';
import { mayAct, roomActors } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { mayRead } from '../rooms/dossier-facts.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import type { OpenRooms } from '../rooms/open-rooms.ts';
import type { SetupDraft } from '../rooms/setup-draft.ts';
import type { SharedRoom } from '../rooms/shared-room.ts';
import { log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { closeCode, endLine, whenOpened } from './frames.ts';
import type { Visitor } from './visitor.ts';
import { SharedConnection } from './shared-connection.ts';
import { updateFrame } from './sync-frames.ts';

/** First parts of these rooms' names. */
export const sharedKinds = ['dossier', 'setup'] as const;

const DOSSIER = /^dossier\/([a-z0-9-]{1,40})\/([\w-]{22})\/([a-z0-9-]{1,40})$/;
const SETUP = /^setup\/([a-z0-9-]{1,40})\/([a-z0-9-]{1,40})$/;
/** Rooms that one device may have open at once: its tabs, and dossiers that are sent after a cut. */
const MOST_OF_A_DEVICE = 48;

export interface SharedRooms {
  metrics: Metrics;
  dossiers: Dossiers;
  draft: SetupDraft;
  rooms: OpenRooms;
}

/** The sockets on rooms edited together: dossiers and the draft of the setup. */
export class SharedSockets {
  readonly #hall: Hall;
  readonly #shared: SharedRooms;
  readonly #connections = new Set<SharedConnection>();
  /** Lines whose room is being opened, by their device. */
  readonly #arriving = new Map<WebSocket, string>();

  constructor(hall: Hall, shared: SharedRooms) {
    this.#hall = hall;
    this.#shared = shared;
    shared.dossiers.onErased((name) =>
      this.#closeAll(closeCode.deleted, (connection) => connection.room.name === name),
    );
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Whether a room's name is one of these. */
  static isShared(room: string): boolean {
    return DOSSIER.test(room) || SETUP.test(room);
  }

  /** Why somebody may not even ask for the room; null: the room itself decides. */
  refusal(visitor: Visitor, room: string): number | null {
    const { identity, state } = this.#hall.engine;
    const [kind = '', hall] = room.split('/');
    if (!mayAct(visitor.roles, roomActors[kind] ?? [])) return closeCode.notAllowed;
    if (hall !== identity.hall || room.split('/').at(-1) !== identity.epoch) return closeCode.epochChanged;
    const dossier = DOSSIER.exec(room)?.[2];
    if (dossier !== undefined && !mayRead(state, dossier, visitor)) return closeCode.notAllowed;
    const all = [...this.#arriving.values(), ...[...this.#connections].map((other) => other.visitor.incarnation)];
    const own = all.filter((incarnation) => incarnation === visitor.incarnation);
    return own.length >= MOST_OF_A_DEVICE ? closeCode.tooMany : null;
  }

  /** Opens the room and lets the socket in; what it says meanwhile is not lost. */
  async admit(websocket: WebSocket, visitor: Visitor, name: string): Promise<void> {
    this.#arriving.set(websocket, visitor.incarnation);
    const opening = this.#open(name).catch((error: unknown) => {
      log.error('room unreadable', error, { room: name.split('/')[0] ?? '' });
      return closeCode.goingAway;
    });
    await whenOpened(websocket, opening, (room) => {
      this.#arriving.delete(websocket);
      // Asked again: signed out, revoked, or another epoch while the disk was slow.
      const refusal = visitor.isLiving() ? this.refusal(visitor, name) : closeCode.notSignedIn;
      if (refusal !== null) endLine(websocket, refusal);
      else if (typeof room === 'number') endLine(websocket, room, room === closeCode.goingAway ? 'over' : 'refused');
      else this.#join(websocket, visitor, room);
    });
    this.#arriving.delete(websocket);
  }

  beat(resync: boolean): void {
    for (const connection of this.#connections) {
      // A part may be given to another department, or a role taken away, while somebody reads.
      const dossier = DOSSIER.exec(connection.room.name)?.[2];
      if (dossier !== undefined && !mayRead(this.#hall.engine.state, dossier, connection.visitor))
        connection.close(closeCode.notAllowed);
      else connection.beat(resync);
    }
    this.#shared.rooms.sweep();
  }

  /** Another hall or epoch is open: the rooms of this one are left, and forgotten here. */
  epochChanged(): void {
    const { hall, epoch } = this.#hall.engine.identity;
    const isOurs = (name: string): boolean => name.split('/')[1] === hall && name.split('/').at(-1) === epoch;
    this.#closeAll(closeCode.epochChanged, (connection) => !isOurs(connection.room.name));
  }

  closeAll(code: number, isMeant: (visitor: Visitor) => boolean = () => true): void {
    this.#closeAll(code, (connection) => isMeant(connection.visitor));
  }

  async #open(name: string): Promise<SharedRoom | number> {
    const dossier = DOSSIER.exec(name)?.[2];
    if (dossier === undefined) return this.#shared.draft.room();
    const room = await this.#shared.dossiers.room(dossier);
    if (room === 'unknown') return closeCode.noRoom;
    return room === 'erased' ? closeCode.deleted : room;
  }

  #join(websocket: WebSocket, visitor: Visitor, room: SharedRoom): void {
    const leave = this.#shared.rooms.use(room);
    const tell = (bytes: Uint8Array): void => {
      let readers = 0;
      for (const other of this.#connections) {
        if (other.room !== room || other === connection) continue;
        other.send(bytes);
        readers += 1;
      }
      this.#shared.metrics.sent(bytes.length, readers);
    };
    const connection = new SharedConnection({ websocket, visitor, room, wall: () => this.#hall.clock.wall(), tell });
    const forget = room.onUpdate((update, from) => {
      if (from === connection) return;
      const bytes = updateFrame(update);
      connection.send(bytes);
      this.#shared.metrics.sent(bytes.length, 1);
    });
    this.#connections.add(connection);
    websocket.on('close', () => {
      this.#connections.delete(connection);
      forget();
      const news = room.presence.leave(connection);
      if (news) tell(SharedConnection.presenceFrame(news));
      leave();
    });
  }

  #closeAll(code: number, isMeant: (connection: SharedConnection) => boolean): void {
    for (const connection of this.#connections) if (isMeant(connection)) connection.close(code, 'over');
  }
}
