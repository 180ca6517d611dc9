import { createHash, randomBytes } from 'node:crypto';
import * as encoding from 'lib0/encoding';
import { commandClasses, type CommandKind } from '#lib/domain/index.ts';
import { Line, sync } from './line.ts';
import type { Person } from './person.ts';
import { eventually } from './violation.ts';

export interface Decision {
  id: string;
  ok: boolean;
  from?: number;
  to?: number;
  code?: string;
  data?: Record<string, unknown>;
}

/** Somebody at a window PC: a line on the open day's ledger that said hello, and rows of an outbox. */
export class Desk {
  readonly person: Person;
  line: Line;
  readonly day: string;
  #n = 0;
  #lastFact: number | null = null;

  private constructor(person: Person, line: Line, day: string) {
    this.person = person;
    this.line = line;
    this.day = day;
  }

  static async open(server: string, ledger: string, person: Person): Promise<Desk> {
    const { line, day } = await greet(server, ledger, person);
    return new Desk(person, line, day);
  }

  /** The same PC on a new line: its ids go on where they were. */
  async reconnect(server: string, ledger: string): Promise<void> {
    this.line.end();
    this.line = (await greet(server, ledger, this.person)).line;
  }

  /** A new row, as the outbox would keep it. */
  row(kind: CommandKind, body: Record<string, unknown>): string {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const row = {
      id: `${this.person.incarnation}.${this.#n}`,
      after: isFact ? this.#lastFact : null,
      class: commandClasses[kind],
      kind,
      setup: 1,
      staff: this.person.account,
      at: 0,
      body: { day: this.day, ...body },
    };
    if (isFact) this.#lastFact = this.#n;
    return JSON.stringify(row);
  }

  send(row: string): void {
    this.line.raw(encodeRow(row));
  }

  decisions(id: string): Decision[] {
    return this.line.heardOf(101).filter((decision): decision is Decision => (decision as Decision).id === id);
  }

  /** Sends a row and waits for its next decision. */
  async decide(row: string): Promise<Decision> {
    const { id } = JSON.parse(row) as { id: string };
    const before = this.decisions(id).length;
    this.send(row);
    return eventually(() => this.decisions(id)[before], `a decision on ${id}`);
  }

  act(kind: CommandKind, body: Record<string, unknown>): Promise<Decision> {
    return this.decide(this.row(kind, body));
  }

  /** A matter, and so a dossier's room that nobody was in. Answers the dossier's id. */
  async openMatter(): Promise<string> {
    const dossier = randomBytes(16).toString('base64url');
    const opened = await this.act('openMatter', {
      window: 1,
      ticket: 0,
      code: 'YJS-01',
      dossier,
      tokenHash: tokenHash(),
    });
    if (!opened.ok) throw new Error(`openMatter: ${opened.code}`);
    return dossier;
  }
}

async function greet(server: string, ledger: string, person: Person): Promise<{ line: Line; day: string }> {
  const line = await new Line(`${server}/${ledger}`, person.headers).opened();
  line.sync(
    sync.step1,
    encoding.encode((encoder) => encoding.writeVarUint(encoder, 0)),
  );
  line.say(103, { version: 1, incarnation: person.incarnation, undecided: [] });
  const [hello] = await eventually(
    () => line.heardOf(103).length > 0 && line.heardOf(103),
    'the relay answers a hello',
  );
  return { line, day: (hello as { day: string }).day };
}

/** The hash of a fresh token, as a taking device sends it. */
export function tokenHash(): string {
  return createHash('sha256').update(randomBytes(16)).digest().subarray(0, 16).toString('base64url');
}

function encodeRow(row: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 100);
    encoding.writeVarString(encoder, row);
  });
}
