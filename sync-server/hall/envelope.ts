import {
  commandClasses,
  readCommand,
  refused,
  accepted,
  type Command,
  type CommandClass,
  type RefusalCode,
  type Result,
} from '#lib/domain/index.ts';

/** Longest row that a device may send, in UTF-16 units. */
const LONGEST = 4000;

/** One outbox row as it came over the wire (contract, *Frames*, 100). */
export interface Envelope {
  id: string;
  incarnation: string;
  n: number;
  /** The n of this device's fact before; null for the first. */
  after: number | null;
  class: CommandClass;
  setup: number;
  staff: string | null;
  /** When it happened, epoch ms, in the relay's wall clock as the device knows it. */
  at: number;
  command: Command;
  /** The exact bytes' text: an id that comes again with another is `id-reused`. */
  text: string;
}

export type CommandDecision =
  | { id: string; ok: true; from: number; to: number; data?: Record<string, unknown> }
  | { id: string; ok: false; code: RefusalCode; data?: Record<string, unknown> };

/** Reads a row. Refusals: too-large, bad-request with the field that is off. */
export function readEnvelope(text: string): Result<Envelope, 'bad-request' | 'too-large'> {
  if (text.length > LONGEST) return refused('too-large', { most: LONGEST });
  const row = parse(text);
  if (!row) return refused('bad-request', { field: 'row' });
  const id = typeof row['id'] === 'string' ? /^([\w-]{16,32})\.(0|[1-9]\d{0,11})$/.exec(row['id']) : null;
  if (!id) return refused('bad-request', { field: 'id' });
  const after = row['after'];
  const n = Number(id[2]);
  if (after !== null && !(Number.isSafeInteger(after) && (after as number) < n))
    return refused('bad-request', { field: 'after' });
  if (!Number.isFinite(row['at'])) return refused('bad-request', { field: 'at' });
  if (!Number.isSafeInteger(row['setup'])) return refused('bad-request', { field: 'setup' });
  if (row['staff'] !== null && typeof row['staff'] !== 'string') return refused('bad-request', { field: 'staff' });
  const command = readCommand(row['kind'], row['body']);
  if (!command.ok) return command;
  if (row['class'] !== commandClasses[command.value.kind]) return refused('bad-request', { field: 'class' });
  return accepted({
    id: id[0],
    incarnation: id[1] ?? '',
    n,
    after: after as number | null,
    class: row['class'] as CommandClass,
    setup: row['setup'] as number,
    staff: row['staff'],
    at: row['at'] as number,
    command: command.value,
    text,
  });
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
