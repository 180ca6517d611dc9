import {
  callingOrder,
  emptyState,
  evolveEntry,
  mayBeNext,
  qualifiedGrant,
  windowState,
  type HallState,
  type Ticket,
} from '#lib/domain/index.ts';
import type { AloneChoice, AloneView } from '#lib/store/call-alone.ts';
import { OwnInLedger } from '#lib/store/own-in-ledger.ts';
import type { Mark } from './custody-disk.ts';
import type { ModelRoom } from './custody-messages.ts';

/** A page of the device: its own fold of the ledger. */
export class Tab {
  room: ModelRoom;
  inLedger: OwnInLedger;
  readonly #holder: string;
  known = 0;
  state: HallState = emptyState();
  /** Kept while nothing has changed. */
  proposal: { known: number; rows: number; state: HallState } | null = null;
  marks = new Map<string, Mark>();

  /** `holder`: the device's name in the ledger. */
  constructor(room: ModelRoom, holder: string) {
    this.room = room;
    this.#holder = holder;
    this.inLedger = new OwnInLedger(holder);
  }

  /** The next day: it is folded from its beginning. */
  follow(room: ModelRoom): void {
    this.room = room;
    this.known = 0;
    this.state = emptyState();
    this.proposal = null;
    this.inLedger = new OwnInLedger(this.#holder);
  }

  learn(room: ModelRoom, upto: number): void {
    if (room !== this.room) return;
    for (; this.known < Math.min(upto, room.entries.length); this.known += 1) {
      const entry = room.entries[this.known];
      if (!entry) continue;
      evolveEntry(this.state, entry.seq, entry.events);
      this.inLedger.note(this.state, entry.events);
    }
  }
}

/** 2 left out: whoever is first in the window's queues, whoever holds it. */
export function chooseAnybody(view: AloneView, no: number): AloneChoice | null {
  const { state } = view;
  const window = windowState(state, no);
  if (window.phase !== 'open' || window.device !== view.device || window.ticket !== null) return null;
  const row = callingOrder(state, window.queues, view.policy, view.t).find(
    (one) => mayBeNext(one) && !view.isMarked(qualifiedGrant(state, one.ticket)),
  );
  if (!row) return null;
  return { ticket: row.ticket.id, round: row.ticket.round, grant: qualifiedGrant(state, row.ticket) };
}

export function keyOf(state: HallState, ticket: Ticket): string {
  return `${state.day}#${ticket.id}.${ticket.round}`;
}

export function tokenOf(state: HallState, id: number): string {
  return state.tickets.get(id)?.token ?? '';
}
