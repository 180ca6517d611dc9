import * as encoding from 'lib0/encoding';
import { commandClasses, type CommandKind } from '#lib/domain/index.ts';
import { tokenHash, type Decision } from '../conformance/desk.ts';
import { Line, sync } from '../conformance/line.ts';
import type { Person } from '../conformance/person.ts';
import { Stock } from '../conformance/stock.ts';
import { demand, eventually } from '../conformance/violation.ts';
import type { HallAddress, SessionFacts } from './kill-hall.ts';
import { LedgerCopy } from './kill-ledger.ts';

/** What a device keeps of a command: the row as it was first sent, and the answer once there is one. */
interface Kept {
  id: string;
  row: string;
  answer: Decision | null;
}

/** An outbox: rows with rising numbers, facts chained, each with one answer for ever. */
export class Outbox {
  readonly rows: Kept[] = [];
  readonly #incarnation: string;
  readonly #account: string | null;
  #lastFact: number | null = null;

  constructor(incarnation: string, account: string | null) {
    this.#incarnation = incarnation;
    this.#account = account;
  }

  add(kind: CommandKind, body: Record<string, unknown>): Kept {
    const n = this.rows.length + 1;
    const isFact = commandClasses[kind] === 'fact';
    const id = `${this.#incarnation}.${n}`;
    const after = isFact ? this.#lastFact : null;
    if (isFact) this.#lastFact = n;
    const row = { id, after, class: commandClasses[kind], kind, setup: 1, staff: this.#account, at: 0, body };
    const kept: Kept = { id, row: JSON.stringify(row), answer: null };
    this.rows.push(kept);
    return kept;
  }

  get undecided(): Kept[] {
    return this.rows.filter(({ answer }) => answer === null);
  }
  get decided(): Kept[] {
    return this.rows.filter(({ answer }) => answer !== null);
  }
}

/** Takes an answer; it must be the one that was given before. That the disk refused is none: the row comes again. */
export function keep(kept: Kept, answer: Decision): void {
  if (answer.code === 'not-saved-at-hall') return;
  const before = kept.answer;
  demand(
    before === null || JSON.stringify(before) === JSON.stringify(answer),
    `the same command has the same answer: ${JSON.stringify(before)} became ${JSON.stringify(answer)} (${kept.row})`,
  );
  kept.answer = answer;
}

/** So long a client waits for an answer, ms. */
export interface Patience {
  ms: number;
  /** Whether it may be told nothing by then: with a disk that refuses there is nothing to tell. */
  mayGoUnanswered: boolean;
}

export const answeredInTime: Patience = { ms: 8000, mayGoUnanswered: false };

async function patiently(condition: () => boolean, promise: string, { ms, mayGoUnanswered }: Patience): Promise<void> {
  const until = performance.now() + ms;
  await eventually(() => condition() || (mayGoUnanswered && performance.now() > until), promise, ms + 1000);
}

const OPEN = 1;

/** A window PC: a line on the ledger, an outbox, a copy of the day. */
export class KilledDesk {
  readonly person: Person;
  readonly window: number;
  readonly outbox: Outbox;
  readonly #patience: Patience;
  copy = new LedgerCopy();
  #line: Line | null = null;
  #heard = 0;
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
    line.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 100);
        encoding.writeVarString(encoder, kept.row);
      }),
    );
    let isAnswered = false;
    const hears = (): boolean => {
      const decisions = line.heardOf(101) as Decision[];
      for (const decision of decisions.slice(this.#heard)) {
        const about = this.outbox.rows.find(({ id }) => id === decision.id);
        if (about) keep(about, decision);
        isAnswered ||= about === kept;
      }
      this.#heard = decisions.length;
      return isAnswered || line.closed !== null;
    };
    await patiently(hears, `an answer to ${kept.id}`, this.#patience);
  }

  /** One more command, whichever the dice say; whatever the rules answer is an answer. */
  async act(dice: () => number): Promise<void> {
    const line = this.#line;
    if (!line || line.closed !== null) return;
    const { windows } = this.copy.hear(line).state;
    const { phase, ticket } = windows.get(this.window) ?? { phase: 'closed', ticket: null };
    const here = { day: this.#day, window: this.window };
    const throwOf = dice();
    const [kind, body]: [CommandKind, Record<string, unknown>] =
      phase === 'closed'
        ? ['openWindow', here]
        : throwOf < 0.3
          ? ['take', { day: this.#day, code: 'YJS-01', care: false, tokenHash: tokenHash(), channel: 'staff' }]
          : throwOf < 0.4
            ? ['callHelp', { ...here, from: 'window' }]
            : ticket === null
              ? ['call', { ...here, ticket: null }]
              : throwOf < 0.6
                ? ['begin', { ...here, ticket }]
                : throwOf < 0.8
                  ? ['recall', { ...here, ticket }]
                  : ['finish', { ...here, ticket, outcome: 'done' }];
    await this.answer(this.outbox.add(kind, body));
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
    const body = { day, code: 'YJS-01', care: false, tokenHash: tokenHash(), channel: 'kiosk' };
    return this.answer(hall, this.outbox.add('take', body));
  }

  /** An answer, or none: a relay that is no more, or a ration that is used up. */
  async answer(hall: HallAddress, kept: Kept): Promise<void> {
    const answer = await fetch(`${hall.base}/api/commands`, { method: 'POST', headers: this.#headers, body: kept.row })
      .then(async (response) => (response.status === 200 ? ((await response.json()) as Decision) : null))
      .catch(() => null);
    if (answer) keep(kept, answer);
  }
}

/** Somebody who writes in a dossier with the stock client, and knows what was acknowledged. */
export class KilledWriter {
  readonly name: string;
  readonly written: string[] = [];
  /** So many of the words are said to be on the hall's disk. */
  acknowledged = 0;
  readonly stock: Stock;
  readonly #patience: Patience;
  #asked = 0;

  constructor(hall: HallAddress, room: string, { headers }: Person, name: string, patience = answeredInTime) {
    this.name = name;
    this.#patience = patience;
    this.stock = new Stock(hall.rooms, room, headers);
  }

  /** A word at the end; resolves when it is acknowledged, or the line is gone. */
  async write(): Promise<void> {
    const word = `<${this.name}.${this.written.length + 1}>`;
    this.written.push(word);
    this.stock.type(word);
    await this.ask();
  }

  /** What was not acknowledged is asked about again on the new line. */
  async comeBack(): Promise<void> {
    this.stock.provider.connect();
    await this.stock.synced();
    await this.ask();
  }

  get isSaved(): boolean {
    return this.acknowledged === this.written.length;
  }

  /** Says nothing more, and keeps what it has, as a browser does that lost the line. */
  leave(): void {
    this.stock.provider.disconnect();
  }

  /** Asks whether what is written is on the disk; without a line there is nobody to ask. */
  async ask(): Promise<void> {
    const { stock } = this;
    const written = this.written.length;
    const { drops } = stock;
    if (stock.provider.ws?.readyState !== OPEN) return;
    this.#asked += 1;
    stock.ask(this.#asked);
    const isAcknowledged = (): boolean => stock.acknowledged.some((known) => known >= this.#asked);
    await patiently(
      () => isAcknowledged() || stock.drops > drops,
      `${this.name}'s words are acknowledged`,
      this.#patience,
    );
    demand(stock.closed.length === 0, `${this.name} may stay: ${stock.closed.join()}`);
    if (isAcknowledged()) this.acknowledged = written;
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

/** A dossier's text as somebody gets it who was never here. */
export async function freshText(hall: HallAddress, room: string, { headers }: Person): Promise<string> {
  const stock = new Stock(hall.rooms, room, headers);
  try {
    await stock.synced();
    return stock.text().toJSON();
  } finally {
    stock.end();
  }
}
