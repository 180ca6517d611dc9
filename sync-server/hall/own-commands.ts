import { randomBytes } from 'node:crypto';
import { commandClasses, type CommandBodies, type CommandKind } from '#lib/domain/index.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import { readEnvelope, type CommandDecision } from './envelope.ts';
import type { Hall } from './hall.ts';
import type { Author, Extra } from './jobs.ts';

type Body<Kind extends CommandKind> = Omit<CommandBodies[Kind], 'day'>;

/** Requests that reach the hall over plain HTTP: commands of the relay's own, with an incarnation for each process. */
export class OwnCommands {
  readonly #hall: Hall;
  readonly #desk: CommandDesk;
  readonly #incarnation: string;
  #n = 0;

  constructor(hall: Hall, desk: CommandDesk, prefix: string) {
    this.#hall = hall;
    this.#desk = desk;
    this.#incarnation = `${prefix}-${randomBytes(9).toString('base64url')}`;
  }

  /** An id for one command, known before it is made: for records that go with it. */
  newId(): string {
    this.#n += 1;
    return `${this.#incarnation}.${this.#n}`;
  }

  /** On the open day. Null: it could not be kept. */
  submit<Kind extends CommandKind>(
    kind: Kind,
    body: Body<Kind>,
    author: Author,
    extra: Extra = {},
    id = this.newId(),
  ): Promise<CommandDecision | null> {
    const row = {
      id,
      after: null,
      class: commandClasses[kind],
      kind,
      setup: this.#hall.engine.setupVersion,
      staff: null,
      at: this.#hall.clock.wall(),
      body: { ...body, day: this.#hall.engine.state.day },
    };
    const envelope = readEnvelope(JSON.stringify(row));
    if (envelope.ok) return this.#desk.submit(envelope.value, author, 0, extra);
    return Promise.resolve({ id, ok: false, code: envelope.code, ...(envelope.data ? { data: envelope.data } : {}) });
  }
}

/** Who holds a receipt, and nothing more is known of. */
export const applicantAuthor: Author = { surface: 'applicant', label: '', account: null, roles: [] };
