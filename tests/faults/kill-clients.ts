import * as encoding from 'lib0/encoding';
import type { CommandKind, HallState } from '#lib/domain/index.ts';
import { tokenHash, type Decision } from '../conformance/desk.ts';
import { hallFrame, Line, sync } from '../conformance/line.ts';
import type { Person } from '../conformance/person.ts';
import { demand, eventually } from '../conformance/violation.ts';
import type { HallAddress, SessionFacts } from './kill-hall.ts';
import { LedgerCopy } from './kill-ledger.ts';
import { answeredInTime, keep, Outbox, patiently, type Kept, type Patience } from './kill-outbox.ts';

/** A matter of the desks' queue. */
const CODE = 'QY-04';

/** A window PC: a line on the ledger, an outbox, a copy of the day. */
export class KilledDesk {
  readonly person: Person;
  readonly window: number;
  readonly outbox: Outbox;
  /** Rights that it has given back, when it was asked for them. */
  readonly gave = new Set<string>();
  readonly #patience: Patience;
  copy = new LedgerCopy();
  #line: Line | null = null;
  #heard = 0;
  #asked = 0;
  #day = '';

  constructor(person: Person, window: number, patience = answeredInTime) {
    this.#patience = patience;
    this.person = person;
    this.window = window;
    this.outbox = new Outbox(person.incarnation, person.account);
  }

  /** On a new line; then what was not answered is sent again, as it was. */
  async connect(hall: HallAddress, { ledger, day }: SessionFacts): Promise<void> {
    this.end();
    const line = await greet(hall, ledger, this.person);
    this.copy = new LedgerCopy();
    this.#line = line;
    this.#heard = 0;
    this.#asked = 0;
    this.#day = day;
    await this.resend();
    await eventually(() => this.copy.hear(line).heads.length > 0 || line.closed !== null, 'a desk has the ledger');
  }

  /** What was not answered, in its order and as it was; stops at the first that still is not. */
  async resend(): Promise<void> {
    for (const kept of this.outbox.undecided) {
      await this.answer(kept);
      if (kept.answer === null) return;
    }
  }

  /** Sends it and waits for its answer, or for the end of the line. */
  async answer(kept: Kept): Promise<void> {
    const line = this.#line;
    if (!line || line.closed !== null) return;
    line.raw(hallFrame(100, kept.row));
    let isAnswered = false;
    const hears = (): boolean => {
      for (const decision of this.#hear(line)) {
        const about = this.outbox.rows.find(({ id }) => id === decision.id);
        if (about) keep(about, decision);
        isAnswered ||= about === kept;
      }
      return isAnswered || line.closed !== null;
    };
    await patiently(hears, `an answer to ${kept.id}`, this.#patience);
  }

  /** Other bytes under the id of a row that has its answer: refused, also by a relay that was killed since. */
  async demandRefused({ id, row }: Kept): Promise<void> {
    const line = this.#line;
    if (!line || line.closed !== null) return;
    line.say(100, { ...(JSON.parse(row) as object), at: 1 });
    let answer: Decision | undefined;
    const hears = (): boolean => {
      answer ??= this.#hear(line).find((decision) => decision.id === id);
      return answer !== undefined || line.closed !== null;
    };
    await patiently(hears, `an answer to other bytes under ${id}`, this.#patience);
    const said = answer?.code ?? 'accepted';
    demand(!answer || said === 'id-reused', `other bytes under a known id are refused: ${said} for ${id}`);
  }

  /** Decisions that have come since the last time; what it is asked for meanwhile it gives back. */
  #hear(line: Line): Decision[] {
    const asked = line.heardOf(106) as string[][];
    for (const grants of asked.slice(this.#asked)) {
      for (const grant of grants) this.gave.add(grant);
      line.say(107, { gave: grants, called: [] });
    }
    this.#asked = asked.length;
    const decisions = line.heardOf(101) as Decision[];
    const fresh = decisions.slice(this.#heard);
    this.#heard = decisions.length;
    return fresh;
  }

  /** One more command, whichever the dice say; whatever the rules answer is an answer. */
  async act(dice: () => number): Promise<void> {
    const line = this.#line;
    if (!line || line.closed !== null) return;
    const { state } = this.copy.hear(line);
    const { phase, ticket } = state.windows.get(this.window) ?? { phase: 'closed', ticket: null };
    const here = { day: this.#day, window: this.window };
    const throwOf = dice();
    const [kind, body]: [CommandKind, Record<string, unknown>] =
      phase === 'closed'
        ? ['openWindow', here]
        : throwOf < 0.3
          ? ['take', { day: this.#day, code: CODE, care: false, tokenHash: tokenHash(), channel: 'staff' }]
          : throwOf < 0.35
            ? ['callHelp', { ...here, from: 'window' }]
            : ticket === null
              ? ['call', { ...here, ticket: throwOf < 0.5 ? null : this.#heldElsewhere(state) }]
              : throwOf < 0.45
                ? ['begin', { ...here, ticket }]
                : throwOf < 0.65
                  ? ['noShow', { ...here, ticket }]
                  : throwOf < 0.8
                    ? ['recall', { ...here, ticket }]
                    : ['finish', { ...here, ticket, outcome: 'done' }];
    await this.answer(this.outbox.add(kind, body));
  }

  /** A number that waits and that another desk may call alone; null: there is none. */
  #heldElsewhere(state: HallState): number | null {
    const own = state.deviceNumbers.get(this.person.incarnation) ?? 0;
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket && ticket.holder !== 0 && ticket.holder !== own) return id;
    }
    return null;
  }

  openMatter(dossier: string): Promise<void> {
    const body = { day: this.#day, window: this.window, ticket: 0, code: 'YJS-01', dossier, tokenHash: tokenHash() };
    return this.answer(this.outbox.add('openMatter', body));
  }

  /** Its copy, with all that its line has brought. */
  get seen(): LedgerCopy {
    return this.#line ? this.copy.hear(this.#line) : this.copy;
  }

  /** It lost its line, or never had one. */
  get isCut(): boolean {
    return !this.#line || this.#line.closed !== null;
  }

  end(): void {
    this.#line?.end();
    this.#line = null;
  }
}

/** A paired kiosk: one HTTP request for each number. */
export class KilledKiosk {
  readonly outbox: Outbox;
  readonly #headers: Record<string, string>;

  private constructor(incarnation: string, headers: Record<string, string>) {
    this.outbox = new Outbox(incarnation, null);
    this.#headers = headers;
  }

  static async pair(hall: HallAddress): Promise<KilledKiosk> {
    const incarnation = 'kiosk-that-is-killed';
    const response = await fetch(`${hall.base}/api/pairings/claim`, {
      method: 'POST',
      headers: { origin: hall.base },
      body: JSON.stringify({ token: hall.kioskToken, incarnation, surface: 'kiosk' }),
    });
    if (response.status !== 200) throw new Error(`pairing: ${response.status} ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ');
    return new KilledKiosk(incarnation, { cookie, origin: hall.base });
  }

  take(hall: HallAddress, day: string): Promise<void> {
    const body = { day, code: CODE, care: false, tokenHash: tokenHash(), channel: 'kiosk' };
    return this.answer(hall, this.outbox.add('take', body));
  }

  /** An answer, or none: a relay that is no more, or a ration that is used up. */
  async answer(hall: HallAddress, kept: Kept): Promise<void> {
    const answer = await fetch(`${hall.base}/api/commands`, { method: 'POST', headers: this.#headers, body: kept.row })
      .then(async (response) => (response.status === 200 ? ((await response.json()) as Decision) : null))
      .catch(() => null);
    if (!answer) return;
    // What is printed beside a decision is of the moment it is asked in.
    const { data: _printed, ...decision } = answer;
    keep(kept, answer.ok ? decision : answer);
  }
}

async function greet(hall: HallAddress, ledger: string, { headers, incarnation }: Person): Promise<Line> {
  const line = await new Line(`${hall.rooms}/${ledger}`, headers).opened();
  line.sync(
    sync.step1,
    encoding.encode((encoder) => encoding.writeVarUint(encoder, 0)),
  );
  line.say(103, { version: 1, incarnation, undecided: [] });
  await eventually(() => line.heardOf(103).length > 0 || line.closed !== null, 'the relay answers a hello');
  return line;
}

/** The ledger as somebody gets it who was never here. */
export async function freshCopy(hall: HallAddress, { ledger }: SessionFacts, person: Person): Promise<LedgerCopy> {
  const line = await greet(hall, ledger, person);
  try {
    await line.heard();
    return new LedgerCopy().hear(line);
  } finally {
    line.end();
  }
}
