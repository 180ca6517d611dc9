import { randomBytes } from 'node:crypto';
import { signIn, type Person } from '../conformance/person.ts';
import { KilledDesk, KilledKiosk } from './kill-clients.ts';
import { KilledHall, PASSWORD, sessionOf, type SessionFacts } from './kill-hall.ts';
import { demandKept } from './kill-promises.ts';
import { checkStore } from './kill-store.ts';
import { KilledWriter } from './kill-writer.ts';

const CLERKS = ['0317', '0318'];
/** A dossier that is written in for longer grows out of all proportion. */
const ROUNDS_A_DOSSIER = 25;
/** So many of the earlier rows are asked again in each round, beside all of the last. */
const ASKED_AGAIN = 15;

export interface Figures {
  rounds: number;
  kills: number;
  killedWhileStarting: number;
  commands: number;
  words: number;
  entries: number;
  /** Numbers that one desk held and gave, and another called. */
  given: number;
  /** Snapshots that a check found new in the store that the kill left. */
  snapshots: number;
}

/**
 * A relay that is killed again and again under two desks, a kiosk and three writers. After each kill everything that
 * was acknowledged must be there, before anybody brings it again, and nothing twice. Throws Violation.
 */
export class KillRounds {
  readonly figures: Figures = {
    rounds: 0,
    kills: 0,
    killedWhileStarting: 0,
    commands: 0,
    words: 0,
    entries: 0,
    given: 0,
    snapshots: 0,
  };
  readonly #hall: KilledHall;
  readonly #dice: () => number;
  readonly #desks: KilledDesk[];
  readonly #kiosk: KilledKiosk;
  readonly #reader: Person;
  #writers: KilledWriter[] = [];
  #dossier = '';
  /** Acknowledged in dossiers that nobody writes in any more. */
  #earlierWords = 0;
  /** Rows that were answered before the last round. */
  #answered = 0;
  #ends = new Map<string, number>();

  private constructor(hall: KilledHall, dice: () => number, people: readonly Person[], kiosk: KilledKiosk) {
    this.#hall = hall;
    this.#dice = dice;
    const [reader, ...clerks] = people;
    if (!reader) throw new Error('somebody reads');
    this.#reader = reader;
    this.#desks = clerks.map((person, index) => new KilledDesk(person, index + 1));
    this.#kiosk = kiosk;
  }

  static async found(dice: () => number, program?: readonly string[]): Promise<KillRounds> {
    const hall = await KilledHall.found(CLERKS, program);
    await hall.start();
    const people: Person[] = [];
    for (const account of ['0317', ...CLERKS]) people.push(await signIn(hall.base, account, PASSWORD));
    return new KillRounds(hall, dice, people, await KilledKiosk.pair(hall));
  }

  /** Comes back, is looked at, works, and is killed; `thorough` looks through the store's file as well. */
  async round(thorough: boolean): Promise<void> {
    const session = await sessionOf(this.#hall);
    // While everybody who could bring something back is away.
    const ledger = await demandKept(this.#hall, session, this.#reader, {
      desks: this.#desks,
      kiosk: this.#kiosk,
      writers: this.#writers,
      room: this.#dossier && this.#room(session),
    });
    await this.#comeBack(session);
    await this.#workUntilKilled(session);
    if (thorough) await this.#lookIntoStore();
    await this.#startAgain();
    this.figures.rounds += 1;
    this.figures.entries = ledger.heads.length;
    this.figures.given = ledger.takenOver.length;
    this.figures.kills = this.#hall.kills;
  }

  async end(): Promise<void> {
    for (const desk of this.#desks) desk.end();
    for (const { stock } of this.#writers) stock.end();
    await this.#hall.remove();
  }

  async #comeBack(session: SessionFacts): Promise<void> {
    const clients = [...this.#desks, this.#kiosk];
    for (const desk of this.#desks) {
      await desk.connect(this.#hall, session);
      // The same id, the same answer: all of the last round, and some of before.
      const { decided } = desk.outbox;
      const earlier = decided.slice(0, this.#answered).filter(() => this.#dice() < ASKED_AGAIN / (this.#answered + 1));
      for (const kept of [...earlier, ...decided.slice(this.#answered)].slice(-60)) await desk.answer(kept);
      const [other] = decided.slice(-1 - Math.floor(this.#dice() * ASKED_AGAIN));
      if (other) await desk.demandRefused(other);
    }
    for (const kept of this.#kiosk.outbox.undecided) await this.#kiosk.answer(this.#hall, kept);
    for (const kept of this.#kiosk.outbox.decided.slice(-3)) await this.#kiosk.answer(this.#hall, kept);
    this.#answered = Math.min(...clients.map(({ outbox }) => outbox.decided.length));
    if (this.figures.rounds % ROUNDS_A_DOSSIER === 0) await this.#newDossier(session);
    await Promise.all(this.#writers.map((writer) => writer.comeBack()));
  }

  async #newDossier(session: SessionFacts): Promise<void> {
    this.#earlierWords += this.#words();
    for (const { stock } of this.#writers) stock.end();
    this.#dossier = randomBytes(16).toString('base64url');
    await this.#desks[0]?.openMatter(this.#dossier);
    this.#writers = [this.#reader, ...this.#desks.map(({ person }) => person)].map(
      (person, index) => new KilledWriter(this.#hall, this.#room(session), person, `w${index}`),
    );
  }

  #words(): number {
    return this.#writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  #room({ hall, epoch }: SessionFacts): string {
    return `dossier/${hall}/${this.#dossier}/${epoch}`;
  }

  /** Everybody works as fast as the relay answers; a pause now and then is when a ledger gets its snapshot. */
  async #workUntilKilled({ day }: SessionFacts): Promise<void> {
    const after = 20 + this.#dice() * 400;
    const pauses = this.#dice() < 0.4;
    let isOver = false;
    const until = async (work: () => Promise<void>): Promise<void> => {
      while (!isOver) {
        await work();
        // Without a line there is nothing to wait for, and others want their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const working = [
      ...this.#desks.map((desk) => until(() => desk.act(this.#dice))),
      ...this.#writers.map((writer) => until(() => writer.write())),
      this.#kiosk.take(this.#hall, day).then(() => this.#kiosk.take(this.#hall, day)),
    ];
    await passed(after);
    if (pauses) {
      isOver = true;
      await Promise.all(working);
      // A quiet ledger is looked after a quarter of a second later.
      await passed(240 + this.#dice() * 120);
    }
    await this.#hall.kill();
    isOver = true;
    for (const writer of this.#writers) writer.leave();
    await Promise.all(working);
    for (const desk of this.#desks) desk.end();
    this.figures.commands = [...this.#desks, this.#kiosk].reduce((sum, { outbox }) => sum + outbox.decided.length, 0);
    this.figures.words = this.#earlierWords + this.#words();
  }

  async #lookIntoStore(): Promise<void> {
    const copy = this.#hall.copyOfStore();
    try {
      const { ends } = await checkStore(copy.path);
      for (const [log, end] of ends) if (this.#ends.get(log) !== end) this.figures.snapshots += 1;
      this.#ends = ends;
    } finally {
      copy.remove();
    }
  }

  /** Sometimes it is killed before it answers anybody. */
  async #startAgain(): Promise<void> {
    while (this.#dice() < 0.2) {
      await this.#hall.start(false);
      await passed(this.#dice() * 900);
      await this.#hall.kill();
      this.figures.killedWhileStarting += 1;
    }
    await this.#hall.start();
  }
}

/** The moment of a kill is a time, not a condition. */
function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
