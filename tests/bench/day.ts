import { createHash } from 'node:crypto';
import { commandClasses, type CommandBodies, type CommandKind } from '#lib/domain/index.ts';
import { readEnvelope } from '../../sync-server/hall/envelope.ts';
import type { Hall } from '../../sync-server/hall/hall.ts';
import type { Author, Extra } from '../../sync-server/hall/jobs.ts';

/** One queue each, so that every call finds the number that was just taken for it. */
const windows = [3, 4, 5, 6, 9, 10, 11, 13];

const kiosk: Author = { surface: 'kiosk', label: 'K1', account: null, roles: [] };

/** A device of the day that is played: its rows are numbered and ordered as a real one's. */
export class Player {
  readonly #hall: Hall;
  readonly #author: Author;
  readonly #incarnation: string;
  #n = 0;
  #lastFact: number | null = null;

  constructor(hall: Hall, name: string, author: Author) {
    this.#hall = hall;
    this.#author = author;
    this.#incarnation = createHash('sha256').update(name).digest('base64url').slice(0, 22);
  }

  /** As its heartbeat does: who is in touch gets rounds to hold. */
  beInTouch(): void {
    this.#hall.rights.hear(this.#incarnation);
  }

  /** The answer is the entry that it made. */
  async act<Kind extends CommandKind>(
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'>,
    extra: Extra = {},
  ): Promise<number> {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const row = {
      id: `${this.#incarnation}.${this.#n}`,
      after: isFact ? this.#lastFact : null,
      class: commandClasses[kind],
      kind,
      setup: this.#hall.engine.setupVersion,
      staff: this.#author.account,
      at: this.#hall.clock.wall(),
      body: { day: this.#hall.engine.state.day, ...body },
    };
    if (isFact) this.#lastFact = this.#n;
    const envelope = readEnvelope(JSON.stringify(row));
    if (!envelope.ok) throw new Error(`${kind}: ${JSON.stringify(envelope)}`);
    // A row that took the network's usual way, and now and then one that had to wait.
    const lag = this.#n % 10 === 0 ? 900 : 20 + (this.#n % 60);
    const decision = await this.#hall.engine.submit(envelope.value, this.#author, lag, extra);
    if (!decision?.ok) throw new Error(`${kind}: ${JSON.stringify(decision)}`);
    return decision.from;
  }
}

/** The devices of a day; the same ones play the next. */
export interface Crew {
  k1: Player;
  desks: { no: number; code: string; player: Player }[];
}

export function crewOf(hall: Hall): Crew {
  const { setup } = hall.engine;
  const codeOf = new Map(Object.entries(setup.routes).map(([code, queue]) => [queue, code]));
  const desks = windows.map((no) => {
    const author: Author = { surface: 'staff', label: '', account: `P${no}`, roles: ['clerk'] };
    const queue = setup.windows.find((window) => window.no === no)?.queues[0] ?? '';
    return { no, code: codeOf.get(queue) ?? '', player: new Player(hall, `window ${no}`, author) };
  });
  return { k1: new Player(hall, 'K1', kiosk), desks };
}

/**
 * Plays a day of `tickets` numbers through the relay's own engine: taken, waiting in the custody of a
 * window, called, announced, recalled, begun, finished, at eight windows side by side. What the windows do at the
 * same moment is one batch, as it is when it arrives together. `moveTo` sets the wall clock to a
 * share of the day.
 */
export async function playDay(
  hall: Hall,
  tickets: number,
  moveTo: (share: number) => void,
  progress: (text: string) => void = () => undefined,
  { k1, desks }: Crew = crewOf(hall),
): Promise<void> {
  const { engine } = hall;
  await Promise.all(desks.map(({ no, player }) => player.act('openWindow', { window: no })));
  for (let done = 0; done < tickets; done += desks.length) {
    moveTo(done / tickets);
    for (const { player } of desks) player.beInTouch();
    const busy = desks.slice(0, tickets - done);
    const each = (step: (desk: (typeof desks)[number]) => Promise<unknown>): Promise<unknown> =>
      Promise.all(busy.map(step));
    const here = (no: number): { window: number; ticket: number } => ({
      window: no,
      ticket: engine.state.windows.get(no)?.ticket ?? 0,
    });
    await each(({ no, code }) =>
      k1.act('take', { code, care: false, tokenHash: tokenHash(done, no), channel: 'kiosk' }),
    );
    await each(({ no, player }) => player.act('call', { window: no, ticket: null }));
    await each(({ no }) => announce(hall, here(no).ticket));
    await each(({ no, player }) => player.act('recall', here(no)));
    await each(({ no, player }) => player.act('begin', here(no)));
    await each(({ no, player }) => player.act('finish', { ...here(no), outcome: 'done' }));
    if (done % 1000 === 0) progress(`a day's ledger: ${done} of ${tickets} numbers`);
  }
  await Promise.all(desks.map(({ no, player }) => player.act('closeWindow', { window: no })));
}

function announce(hall: Hall, id: number): Promise<void> {
  return hall.engine.act((state) => [{ kind: 'announced', ticket: id, round: state.tickets.get(id)?.round ?? 0 }]);
}

function tokenHash(...parts: number[]): string {
  return createHash('sha256')
    .update(`token ${parts.join('.')}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
