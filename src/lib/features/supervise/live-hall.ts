import { medianOf, windowState, type HallState, type Setup, type Ticket, type WindowState } from '#lib/domain/index.ts';

const MINUTE = 60_000;
/** A call that its window has not stored by then is told to the supervisor (custody rule 8). */
const ANNOUNCE_WITHIN = 5000;

export type WaitLevel = 'ok' | 'warning' | 'alarm';

export interface QueueLine {
  id: string;
  name: string;
  nameEn: string;
  people: number;
  /** Minutes the longest one waits. */
  longest: number;
  level: WaitLevel;
  closed: boolean;
}

export interface WindowTile {
  window: WindowState;
  kind: { short: string; shortEn: string } | undefined;
  ticket: Ticket | null;
  look: 'serving' | 'called' | 'idle' | 'paused' | 'closed';
  /** Milliseconds in this state. */
  since: number;
  help: number | null;
  notAnnounced: boolean;
  reason: string;
}

export interface LiveHall {
  waiting: number;
  longest: number;
  level: WaitLevel;
  medianWait: number | null;
  open: number;
  taken: number;
  done: number;
  queues: QueueLine[];
  tiles: WindowTile[];
}

/** The figures of the hall at `t` (ms since midnight), each from the day's tickets alone. */
export function liveHall(state: HallState, setup: Setup, t: number): LiveHall {
  const { waitWarningMinutes, waitAlarmMinutes } = setup.policy;
  const levelOf = (minutes: number): WaitLevel =>
    minutes >= waitAlarmMinutes ? 'alarm' : minutes >= waitWarningMinutes ? 'warning' : 'ok';
  const waits = new Map<string, number[]>();
  for (const id of state.waiting) {
    const ticket = state.tickets.get(id);
    if (!ticket) continue;
    waits.set(ticket.queue, [...(waits.get(ticket.queue) ?? []), Math.max(0, t - ticket.takenAt)]);
  }
  const all = [...waits.values()].flat();
  const longest = Math.floor(Math.max(0, ...all) / MINUTE);
  const tickets = [...state.tickets.values()];
  const queues = setup.queues.map((queue) => {
    const mine = waits.get(queue.id) ?? [];
    const minutes = Math.floor(Math.max(0, ...mine) / MINUTE);
    const closed = state.queues.get(queue.id)?.closed ?? false;
    return {
      id: queue.id,
      name: queue.name,
      nameEn: queue.nameEn,
      people: mine.length,
      longest: minutes,
      level: levelOf(minutes),
      closed,
    };
  });
  const tiles = setup.windows.map((entry) => tileOf(state, setup, entry.no, t));
  return {
    waiting: all.length,
    longest,
    level: levelOf(longest),
    medianWait: all.length === 0 ? null : Math.round(medianOf(all) / MINUTE),
    open: tiles.filter((tile) => tile.look !== 'closed').length,
    taken: tickets.length,
    done: tickets.filter((ticket) => ticket.phase === 'done').length,
    queues,
    tiles,
  };
}

function tileOf(state: HallState, setup: Setup, no: number, t: number): WindowTile {
  const window = windowState(state, no);
  const ticket = window.ticket === null ? null : (state.tickets.get(window.ticket) ?? null);
  const help = [...state.help.values()].find((call) => call.from === 'window' && call.window === no);
  const kindId = setup.windows.find((entry) => entry.no === no)?.kind;
  const look =
    window.phase === 'closed'
      ? 'closed'
      : window.phase === 'paused'
        ? 'paused'
        : ticket
          ? ticket.phase === 'called'
            ? 'called'
            : 'serving'
          : 'idle';
  const began = ticket ? (ticket.phase === 'called' ? ticket.calledAt : ticket.begunAt) : idleSince(state, window);
  return {
    window,
    kind: setup.windowKinds.find((kind) => kind.id === kindId),
    ticket,
    look,
    since: Math.max(0, t - began) + (ticket?.phase === 'serving' ? ticket.servedMs : 0),
    help: help?.id ?? null,
    notAnnounced: ticket?.phase === 'called' && !ticket.announced && t - ticket.calledAt > ANNOUNCE_WITHIN,
    reason: window.reason,
  };
}

/** Idle since its last visit ended, or since it opened. */
function idleSince(state: HallState, window: WindowState): number {
  let last = window.since;
  for (const ticket of state.tickets.values()) {
    if (ticket.window === window.no && ticket.endedAt > last) last = ticket.endedAt;
  }
  return last;
}

/** Numbers that a supervisor may give back their place. */
export function reopenable(state: HallState): Ticket[] {
  return [...state.tickets.values()]
    .filter((ticket) => ['passed', 'left', 'done', 'ended'].includes(ticket.phase))
    .sort((a, b) => b.endedAt - a.endedAt || b.id - a.id);
}
