import { keeping } from '../hall/answered.ts';
import { readEnvelope, type CommandDecision } from '../hall/envelope.ts';
import { sha256Text } from '../hall/hash.ts';
import { StorageError, type Storage } from '../storage/storage.ts';
import { recoveryTables, type Opened, type RowAside } from './recovery-record.ts';

/** Facts that name what nobody had: decided here and now, for a person, and never about another number. */
export class RowsAside {
  readonly #storage: Storage;
  readonly #rows: Map<string, RowAside>;

  private constructor(storage: Storage, rows: Map<string, RowAside>) {
    this.#storage = storage;
    this.#rows = rows;
  }

  static async load(storage: Storage): Promise<RowsAside> {
    return new RowsAside(storage, await storage.list<RowAside>(recoveryTables.aside));
  }

  all(): RowAside[] {
    return [...this.#rows.values()];
  }

  /** Keeps those among a device's rows that belong here, each with its answer. `today`: the open day. */
  async keep(incarnation: string, rows: readonly string[], days: Opened['days'], today: string): Promise<void> {
    const found = rowsAside(incarnation, rows, days, today).filter(({ aside }) => !this.#rows.has(aside.id));
    const known = await this.#storage.getMany(
      'command',
      found.map(({ aside }) => aside.id),
    );
    for (const { aside, hash } of found) {
      if (known.has(aside.id)) continue;
      if (await this.#put(aside, hash)) this.#rows.set(aside.id, aside);
    }
  }

  /** False: it was answered meanwhile, on a line or by another tab, and keeps that answer. */
  async #put(aside: RowAside, hash: string): Promise<boolean> {
    const decision: CommandDecision = { id: aside.id, ok: false, code: 'room-epoch-changed' };
    try {
      await this.#storage.commit([
        keeping(aside.id, { hash, decision }),
        { op: 'put', table: recoveryTables.aside, key: aside.id, value: aside },
      ]);
      return true;
    } catch (error) {
      if (error instanceof StorageError && error.fault === 'taken') return false;
      throw error;
    }
  }
}

/**
 * A device's facts of before that name a number, a booking or a call for help of the part that nobody had. In the new
 * epoch that sequence is something else, or will be. The other rows go their ordinary way.
 */
function rowsAside(
  incarnation: string,
  rows: readonly string[],
  days: Opened['days'],
  today: string,
): { aside: RowAside; hash: string }[] {
  return rows.flatMap((text) => {
    const read = readEnvelope(text);
    if (!read.ok || read.value.incarnation !== incarnation || read.value.class !== 'fact') return [];
    const { command, id, staff, at } = read.value;
    const body: Record<string, unknown> = { ...command.body };
    const { day } = command.body;
    const named = ['ticket', 'booking', 'call'].map((field) => figure(body[field]));
    const through = days.find((one) => one.day === day)?.seq ?? (day >= today || isAfter(days, day) ? 0 : Infinity);
    if (Math.max(0, ...named) <= through) return [];
    const aside: RowAside = {
      id,
      incarnation,
      kind: command.kind,
      account: staff,
      at,
      day,
      ticket: figure(body['ticket']),
      window: figure(body['window']),
    };
    return [{ aside, hash: sha256Text(text) }];
  });
}

/** A day that nobody brought back: all of its numbers are unknown here. */
function isAfter(days: Opened['days'], day: string): boolean {
  return day > (days.at(-1)?.day ?? '');
}

function figure(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
