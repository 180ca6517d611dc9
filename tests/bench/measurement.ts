import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Measurement {
  name: string;
  value: number;
  unit: string;
  /** At most this; without one the figure is only told. */
  target?: number;
  /** At least this. */
  least?: number;
  /** On what work, where the name does not say it. */
  work?: string;
}

/** What a part gets from the runner. */
export interface Bench {
  progress: (text: string) => void;
  /** Ends what a part started: after the run, after a failure, and on Ctrl+C; the newest first. */
  onEnd: (end: () => unknown) => void;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Machine {
  cores: number;
  processor: string;
  memoryGb: number;
  node: string;
  browser: string;
  /** Of the minute before: on a busy machine the figures are worth less. */
  load: number;
}

export function machine(browser: string): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    browser,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function table(rows: readonly Measurement[]): string {
  const cells = rows.map((row) => [row.name, `${figure(row.value)} ${row.unit}`, ...verdict(row), row.work ?? '']);
  const head = ['measured', 'value', 'target', '', 'work'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => (line[column] ?? '').length)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}

function verdict({ value, target, least }: Measurement): [target: string, verdict: string] {
  if (target !== undefined) return [`≤ ${figure(target)}`, value <= target ? 'met' : 'MISSED'];
  if (least !== undefined) return [`≥ ${figure(least)}`, value >= least ? 'met' : 'MISSED'];
  return ['', ''];
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '—';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  const digits = Math.abs(value) >= 10 ? 10 : Math.abs(value) >= 1 ? 100 : 1000;
  return String(Math.round(value * digits) / digits);
}

/** Starts a clock whose answer is how busy all cores were since, in per cent, by all programs. */
export function busyMeter(): () => number {
  const ticks = (): { idle: number; all: number } => {
    const times = cpus().map((core) => core.times);
    const idle = times.reduce((sum, core) => sum + core.idle, 0);
    return { idle, all: times.reduce((sum, core) => sum + core.user + core.nice + core.sys + core.irq + core.idle, 0) };
  };
  const from = ticks();
  return () => {
    const to = ticks();
    return Math.round((1 - (to.idle - from.idle) / Math.max(1, to.all - from.all)) * 100);
  };
}
