import { pino } from 'pino';

/** What a line may say beside its words: figures and names of the program's own, never of people. */
export type LogFields = Record<string, string | number | boolean | null>;

/** Where lines go: each is one JSON object and ends with a newline. */
export interface LogSink {
  write(line: string): unknown;
}

let sink: LogSink = pino.destination({ dest: 2, sync: true });

const lines = pino(
  { base: null, level: levelOf(process.env['LOG_LEVEL']), timestamp: pino.stdTimeFunctions.isoTime },
  { write: (line: string) => void sink.write(line) },
);

/**
 * The relay's running record: JSON lines on stderr, or in a file. What is said here is read by whoever keeps the
 * machine: no account, no token, no address with its query, nothing of a dossier. An error is written by its kind and
 * place (`placeOf`), as its words may quote what it choked on.
 */
export const log = {
  info: (words: string, fields: LogFields = {}): void => lines.info(fields, words),
  warn: (words: string, fields: LogFields = {}): void => lines.warn(fields, words),
  error: (words: string, error: unknown = null, fields: LogFields = {}): void =>
    lines.error(error === null ? fields : { ...fields, error: describe(error) }, words),
};

/** Sends all further lines elsewhere; the answer brings them back to where they went before. */
export function logTo(next: LogSink): () => void {
  const before = sink;
  sink = next;
  return () => void (sink = before);
}

/** A file, appended to; `reopen` after it was moved away (log rotation). */
export function logFile(path: string): LogSink & { reopen(): void } {
  const file = pino.destination({ dest: path, append: true, mkdir: true, mode: 0o600, sync: true });
  return { write: (line) => file.write(line), reopen: () => file.reopen() };
}

interface Described {
  name: string;
  code?: string;
  /** Of the operating system and of SQLite alone: they speak of files and tables. */
  message?: string;
  at: string[];
}

const FRAMES = 6;

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const { code, syscall, errcode } = error as { code?: unknown; syscall?: unknown; errcode?: unknown };
  const isOfTheSystem = typeof syscall === 'string' || typeof errcode === 'number';
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(isOfTheSystem ? { message: error.message } : {}),
    at: placeOf(error),
  };
}

/** The frames of a stack without its first lines, which are the error's own words. */
function placeOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .flatMap((line) => /^ {4}at (.*)$/.exec(line)?.[1] ?? [])
    .slice(0, FRAMES);
}

function levelOf(asked: string | undefined): string {
  return asked && asked in pino.levels.values ? asked : 'info';
}
