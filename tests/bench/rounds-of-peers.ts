import { HallLine } from './hall-line.ts';
import type { Line } from './lines.ts';
import { quantile, type Bench } from './measurement.ts';
import { openCrowd, type Crowd, type RivalName } from './rivals.ts';

const WARM_UP = 2000;
/** What the slowest may take after the last command until all have it. */
const LATEST = 10_000;

export interface Saturated {
  perSecond: number;
  /** CPU of the server's process for one command, ms. */
  cpu: number;
  residentMb: number;
  /** Frames that one sink got for a command. */
  frames: number;
}

/**
 * As fast as it goes: each writer sends its next command when the last one is in the slowest of the real documents (and,
 * at ours, decided and on the disk). `depth` lets a writer have several on the way.
 */
export async function saturate(
  bench: Bench,
  name: RivalName,
  writers: number,
  depth: number,
  seconds: number,
): Promise<Saturated> {
  const crowd = await openCrowd(bench, name, 4);
  const { lines, arrivals, server } = crowd;
  let running = true;
  let done = 0;
  const slot = async (line: Line): Promise<void> => {
    while (running) {
      const key = await line.write();
      if (key === null) continue;
      await arrivals.everywhere(key);
      line.arrived();
      done += 1;
    }
  };
  const sink = lines.at(-1);
  const slots = lines.slice(0, writers).flatMap((line) => Array.from({ length: depth }, () => slot(line)));
  await pause(WARM_UP);
  const before = { done, at: performance.now(), frames: sink?.frames ?? 0, ...(await server.usage()) };
  await pause(seconds * 1000);
  const after = { done, at: performance.now(), frames: sink?.frames ?? 0, ...(await server.usage()) };
  running = false;
  await inTime(Promise.all(slots), `${name}: the last commands`);
  standing(crowd);
  await crowd.close();
  const commands = after.done - before.done;
  return {
    perSecond: (commands * 1000) / (after.at - before.at),
    cpu: (after.cpu - before.cpu) / 1000 / commands,
    residentMb: after.resident / 1e6,
    frames: (after.frames - before.frames) / commands,
  };
}

export interface Paced {
  p50: number;
  p95: number;
  cpu: number;
  residentMb: number;
  commands: number;
}

/** So many a second, not in step: from a write until the last of a hundred real documents has it. */
export async function pace(
  bench: Bench,
  name: RivalName,
  writers: number,
  perSecond: number,
  seconds: number,
): Promise<Paced> {
  const crowd = await openCrowd(bench, name, 100);
  const { lines, arrivals, server } = crowd;
  const idle = lines.slice(0, writers);
  const sent: { at: number; key: string }[] = [];
  const started: Promise<void>[] = [];
  const start = async (line: Line, isCounted: boolean): Promise<void> => {
    const at = performance.now();
    const key = await line.write();
    if (key !== null) {
      if (isCounted) sent.push({ at, key });
      await arrivals.everywhere(key);
      line.arrived();
    }
    idle.push(line);
  };
  const period = 1000 / perSecond;
  const from = performance.now();
  let before = await server.usage();
  let isMeasuring = false;
  for (let due = from; performance.now() - from < WARM_UP + seconds * 1000;) {
    due += period * (0.5 + Math.random());
    await pause(Math.max(0, due - performance.now()));
    if (!isMeasuring && performance.now() - from >= WARM_UP) {
      isMeasuring = true;
      before = await server.usage();
    }
    // One in turn, so that all have written; a writer that still waits is passed over.
    const line = idle.shift();
    if (line) started.push(start(line, isMeasuring));
  }
  const after = await server.usage();
  await inTime(Promise.all(started), `${name}: the last commands`);
  standing(crowd);
  await crowd.close();
  const latencies = sent.map(({ at, key }) => (arrivals.lastAt(key) ?? Number.NaN) - at);
  return {
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    cpu: (after.cpu - before.cpu) / 1000 / sent.length,
    residentMb: after.resident / 1e6,
    commands: sent.length,
  };
}

/** A figure counts only when nobody was dropped on the way and little was refused. */
function standing({ lines }: Crowd): void {
  const gone = lines.filter((line) => line.closedWith !== null);
  if (gone.length > 0) throw new Error(`${gone.length} lines were closed, the first with ${gone[0]?.closedWith}`);
  const refusals = new Map<string, number>();
  for (const line of lines) {
    if (!(line instanceof HallLine)) continue;
    for (const [what, times] of line.refusals) refusals.set(what, (refusals.get(what) ?? 0) + times);
  }
  if (refusals.size > 0) console.error('refused', Object.fromEntries(refusals));
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not arrive`)), LATEST);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
