import { createHash } from 'node:crypto';
import {
  canonicalText,
  commandClasses,
  decide,
  emptyState,
  evolveEntry,
  qualifiedGrant,
  type Actor,
  type Command,
  type CommandBodies,
  type CommandKind,
  type Decision,
  type DossierContent,
  type Entry,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type Role,
  type Setup,
  type Ticket,
  type WindowState,
} from '#lib/domain/index.ts';
import { sampleSetup } from '../../../sync-server/hall/founding.ts';

export const DAY = '2026-11-23';
const base = sampleSetup();

/** The sample hall with other figures; always a copy. */
export function hallSetup(change: (setup: Setup) => void = () => undefined): Setup {
  const setup = structuredClone(base);
  change(setup);
  return setup;
}

export interface By {
  surface: 'staff' | 'kiosk' | 'board' | 'applicant';
  device: number;
  staff: number;
  roles: readonly Role[];
  department?: string;
}

export const kiosk: By = { surface: 'kiosk', device: 1, staff: 0, roles: [] };
export const supervisor: By = { surface: 'staff', device: 2, staff: 2, roles: ['supervisor'] };
export const guide: By = { surface: 'staff', device: 3, staff: 3, roles: ['guide'] };
export const applicant: By = { surface: 'applicant', device: 0, staff: 0, roles: [] };

/** The person and the PC at a window. */
export function at(window: number): By {
  return { surface: 'staff', device: 100 + window, staff: 100 + window, roles: ['clerk'] };
}

export function actorOf(actor: Actor): By {
  if (actor === 'kiosk') return kiosk;
  if (actor === 'applicant') return applicant;
  return { surface: 'staff', device: 9, staff: 9, roles: [actor] };
}

/** A reviewer of a department. */
export function reviewer(department: string): By {
  const staff = 300 + [...department].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  return { surface: 'staff', device: staff, staff, roles: ['reviewer'], department };
}

export const pickupDesk: By = { surface: 'staff', device: 216, staff: 216, roles: ['pickup'] };

/** As both sides compute it, for tests: what matters is that other content has another hash. */
export function hashOf(content: DossierContent): string {
  return createHash('sha256').update(canonicalText(content)).digest('base64url').slice(0, 22);
}

type Outcome = Decision & { seq: number };

/** Decides, stamps and folds as the relay does, with a clock that only the test moves. */
export class TestHall {
  readonly setup: Setup;
  readonly entries: Entry[] = [];
  state: HallState = emptyState();
  /** Milliseconds since midnight. */
  t = 9 * 3_600_000;
  hallOpen = true;
  /** Devices that the relay hears; none: every round stays with the relay unless its own device made it. */
  readonly inTouch = new Set<number>();
  /** Devices that do not answer when they are asked for a right. All others give at once. */
  readonly silent = new Set<number>();
  /** Rights of bundles that their keepers have given up. */
  readonly returned = new Set<string>();
  /** What stands in each dossier now, as the relay knows it. */
  readonly dossiers = new Map<string, DossierContent>();
  readonly published = new Map<number, Setup>();
  #n = 0;
  #tokens = 0;

  constructor(setup: Setup = hallSetup(), day = DAY) {
    this.setup = setup;
    this.relay([{ kind: 'dayOpened', hall: 'test', date: day, epoch: '1-test', previous: '' }]);
  }

  /** Events of the relay itself. */
  relay(bodies: readonly EventBody[]): void {
    const seq = this.state.seq + 1;
    this.#append(bodies.map((body) => ({ ...body, t: this.t, device: 0, n: seq, staff: 0, lag: 0 })));
  }

  act<Kind extends CommandKind>(
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'> & { day?: string },
    by: By,
    lag = 0,
  ): Outcome {
    const seq = this.state.seq + 1;
    this.#n += 1;
    const command = { kind, body: { day: this.state.day, ...body } } as unknown as Command;
    const decision = decide(this.state, command, {
      t: this.t,
      lag: commandClasses[kind] === 'fact' ? lag : 0,
      setup: this.setup,
      seq,
      device: by.device,
      staff: by.staff,
      roles: by.roles,
      surface: by.surface,
      grant: `${by.device}.${this.#n}`,
      ownGrant: `incarnation-${by.device}/${body.day ?? this.state.day}/${this.#n}`,
      hallOpen: this.hallOpen,
      department: by.department ?? null,
      setupAt: (version) => this.published.get(version) ?? this.setup,
      dossier: this.#dossier(body),
      inTouch: this.inTouch,
      returned: this.#returned(),
    });
    if (decision.ok && decision.value.length > 0) {
      const header = {
        t: this.t,
        device: by.device,
        n: this.#n,
        staff: by.staff,
        lag: commandClasses[kind] === 'fact' ? lag : 0,
      };
      this.#append(decision.value.map((event): LedgerEvent => ({ ...event, ...header })));
    }
    return { ...decision, seq };
  }

  #returned(): Set<string> {
    const held = [...this.state.tickets.values()].filter(({ holder }) => holder !== 0 && !this.silent.has(holder));
    return new Set([...this.returned, ...held.map((ticket) => qualifiedGrant(this.state, ticket))]);
  }

  #dossier(body: object): { hash: string; content: DossierContent } | null {
    const content = 'dossier' in body ? this.dossiers.get(String(body.dossier)) : undefined;
    return content ? { hash: hashOf(content), content } : null;
  }

  /** A number for the first matter of a queue. */
  take(queue = 'B', by: By = guide, extra: Partial<CommandBodies['take']> = {}): Ticket {
    const taken = this.tryTake(queue, by, extra);
    if (!taken.ok) throw new Error(`take refused: ${taken.code}`);
    return this.ticket(taken.seq);
  }

  tryTake(queue = 'B', by: By = guide, extra: Partial<CommandBodies['take']> = {}): Outcome {
    this.#tokens += 1;
    const tokenHash = `${this.state.day.slice(-2)}-${this.#tokens}`.padStart(22, 'x');
    const channel = by.surface === 'kiosk' ? 'kiosk' : 'staff';
    return this.act('take', { code: this.codeOf(queue), care: false, tokenHash, channel, ...extra }, by);
  }

  codeOf(queue: string): string {
    const route = Object.entries(this.setup.routes).find(([, target]) => target === queue);
    if (!route) throw new Error(`no matter is routed to ${queue}`);
    return route[0];
  }

  open(...windows: number[]): void {
    for (const window of windows) this.must('openWindow', { window }, at(window));
  }

  /** Calls, and returns whom. */
  call(window: number, ticket: number | null = null): Ticket {
    this.must('call', { window, ticket }, at(window));
    const called = this.window(window).ticket;
    if (called === null) throw new Error('nobody was called');
    return this.ticket(called);
  }

  must<Kind extends CommandKind>(
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'> & { day?: string },
    by: By,
    lag = 0,
  ): EventBody[] {
    const outcome = this.act(kind, body, by, lag);
    if (!outcome.ok) throw new Error(`${kind} refused: ${outcome.code}`);
    return outcome.value;
  }

  /** The whole of one visit at a window: begin, so many minutes, finish. */
  serve(window: number, minutes: number): void {
    const ticket = this.window(window).ticket ?? 0;
    this.must('begin', { window, ticket }, at(window));
    this.wait(minutes);
    this.must('finish', { window, ticket, outcome: 'done' }, at(window));
  }

  noShow(window: number): void {
    this.must('noShow', { window, ticket: this.window(window).ticket ?? 0 }, at(window));
  }

  wait(minutes: number): void {
    this.t += minutes * 60_000;
  }

  ticket(id: number): Ticket {
    const ticket = this.state.tickets.get(id);
    if (!ticket) throw new Error(`no ticket ${id}`);
    return ticket;
  }

  window(no: number): WindowState {
    const window = this.state.windows.get(no);
    if (!window) throw new Error(`no window ${no}`);
    return window;
  }

  /** Folded anew from the entries alone. */
  refolded(): HallState {
    const state = emptyState();
    for (const entry of this.entries) evolveEntry(state, entry.seq, entry.events);
    return state;
  }

  #append(events: LedgerEvent[]): void {
    const seq = this.state.seq + 1;
    this.entries.push({ seq, events });
    evolveEntry(this.state, seq, events);
  }
}

export function codeOf(decision: Decision): string | null {
  return decision.ok ? null : decision.code;
}
