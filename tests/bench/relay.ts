import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { SessionView } from '#lib/domain/index.ts';
import { returnDelay } from '#lib/store/return-delay.ts';
import { DAY_TICKETS } from './hall.ts';
import { HallLine } from './hall-line.ts';
import { HUNDRED, prepareHundred, type Hundred } from './hundred-hall.ts';
import { median, quantile, type Bench, type Measurement } from './measurement.ts';
import { ServerProcess } from './server-process.ts';

const RESTARTS = 3;
const REAL = 4;
const ROOMS = 200;
/** A dossier as it is when a visit is half through. */
const DOSSIER_BYTES = 4000;
/** Rooms without anybody leave the memory half a minute later. */
const UNLOADED_WITHIN = 90_000;

/** What the relay's process takes at the end of a large day: memory at its worst moment, and how soon it is back. */
export async function benchRelay(bench: Bench): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'onewindow-day-'));
  bench.onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const hundred = await prepareHundred(folder, DAY_TICKETS, bench.progress);
  const server = await ServerProcess.relay(folder);
  bench.onEnd(() => server.stop());
  const first = await firstSyncs(bench, server, hundred);
  const rooms = await leftRooms(bench, server, hundred);
  const restart = await restarts(bench, server, hundred);
  await server.stop();
  return [...first, ...rooms, ...restart];
}

/** A hundred counters that have nothing of the day yet, all in the same moment, on a relay that has just started. */
async function firstSyncs(bench: Bench, server: ServerProcess, { seats }: Hundred): Promise<Measurement[]> {
  await server.kill();
  await server.start();
  const facts = await factsOf(server);
  const before = await server.usage(true);
  const lines = seats.map((seat, index) => new HallLine(seat, facts, index < REAL));
  const from = performance.now();
  await Promise.all(lines.map((line) => line.join(server.base)));
  const ms = performance.now() - from;
  const after = await server.usage();
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
  for (const line of lines) line.close();
  bench.progress('a hundred first syncs');
  return [
    {
      name: `resident at the peak of ${HUNDRED} first syncs`,
      value: after.peak / 1e6,
      unit: 'MB',
      target: 250,
      work: `a day of ${DAY_TICKETS} tickets, ${(bytes / 1e6).toFixed(0)} MB sent in ${ms.toFixed(0)} ms, since the start of the process`,
    },
    { name: 'the same, before anybody came', value: before.resident / 1e6, unit: 'MB' },
  ];
}

/** Dossiers opened, written in and left, twice: what the second time leaves behind is what a room costs for good. */
async function leftRooms(bench: Bench, server: ServerProcess, { seats }: Hundred): Promise<Measurement[]> {
  const [seat] = seats;
  if (!seat) throw new Error('no seat');
  const facts = await factsOf(server);
  const line = new HallLine(seat, facts, false);
  await line.join(server.base);
  const opened = await line.act('openWindow', { window: seat.window });
  if (!opened.ok) throw new Error(`window: ${opened.code}`);
  const batches: string[][] = [];
  for (let batch = 0; batch < 2; batch += 1) {
    const ids: string[] = [];
    for (let index = 0; index < ROOMS; index += 1) {
      const dossier = randomBytes(16).toString('base64url');
      const tokenHash = randomBytes(16).toString('base64url');
      const body = { window: seat.window, ticket: 0, code: seat.code, dossier, tokenHash };
      const matter = await line.act('openMatter', body);
      if (!matter.ok) throw new Error(`matter: ${matter.code}`);
      ids.push(dossier);
    }
    batches.push(ids);
  }
  const [first, second] = batches;
  const before = await afterRooms(server, facts, seat.cookie, first ?? []);
  bench.progress(`${ROOMS} dossiers opened and left`);
  const after = await afterRooms(server, facts, seat.cookie, second ?? []);
  bench.progress(`${ROOMS} others opened and left`);
  line.close();
  return [
    { name: `heap of ${ROOMS} dossiers that are open`, value: (after.open - before.left) / 1e6, unit: 'MB' },
    {
      name: 'heap that they leave behind when they are unloaded',
      value: Math.max(0, after.left - before.left) / 1e6,
      unit: 'MB',
      target: 0.5,
      work: `${ROOMS} rooms with ${DOSSIER_BYTES / 1000} kB each, after ${ROOMS} others before them, after collection`,
    },
  ];
}

async function afterRooms(
  server: ServerProcess,
  facts: SessionView,
  cookie: string,
  ids: readonly string[],
): Promise<{ open: number; left: number }> {
  class WithCookies extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { origin: server.base, cookie } });
    }
  }
  const empty = (await server.usage(true)).heap;
  const closings: (() => void)[] = [];
  let open = empty;
  // A device may have some dozens open at once.
  for (let from = 0; from < ids.length; from += 40) {
    const group = ids.slice(from, from + 40).map(async (id) => {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider(
        `${server.base.replace('http', 'ws')}/rooms`,
        `dossier/${facts.hall}/${id}/${facts.epoch}`,
        doc,
        { WebSocketPolyfill: WithCookies as unknown as typeof globalThis.WebSocket, disableBc: true },
      );
      await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
      doc.getText('t/company.scope').insert(0, '经'.repeat(DOSSIER_BYTES / 3));
      await acknowledged(provider);
      closings.push(() => {
        provider.destroy();
        doc.destroy();
      });
    });
    await Promise.all(group);
    open += (await server.usage(true)).heap - open;
    for (const close of closings.splice(0)) close();
  }
  // Until the heap falls no more.
  let left = open;
  for (const since = performance.now(); performance.now() - since < UNLOADED_WITHIN;) {
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const now = (await server.usage(true)).heap;
    const isDone = now <= left && left - now < 20_000 && now < open - (open - empty) / 2;
    left = Math.min(left, now);
    if (isDone) break;
  }
  return { open, left };
}

/** Everything that was written is on the hall's disk. */
function acknowledged(provider: WebsocketProvider): Promise<void> {
  const frame = 102;
  return new Promise((resolve) => {
    provider.messageHandlers[frame] = () => resolve();
    // Its varUint type, and the JSON text of a number, as one string.
    provider.ws?.send(new Uint8Array([frame, 1, '1'.charCodeAt(0)]));
  });
}

/** `kill -9` of the relay under a hundred counters that are in step; they come back by the app's own pauses. */
async function restarts(bench: Bench, server: ServerProcess, { seats }: Hundred): Promise<Measurement[]> {
  const serving: number[] = [];
  const inStep: number[] = [];
  const spread: number[] = [];
  const crowded: number[] = [];
  for (let round = 0; round < RESTARTS; round += 1) {
    const facts = await factsOf(server);
    const lines = seats.map((seat, index) => new HallLine(seat, facts, index < REAL));
    await Promise.all(lines.map((line) => line.join(server.base)));
    const like = lines[0]?.doc ?? new Y.Doc();
    const docs = lines.map((line) => line.doc);
    const returned = lines.map(
      (line, index) =>
        new Promise<number>((resolve) => {
          line.onClosed = () => void comeBack(server, facts, seats[index], docs[index] ?? null, like).then(resolve);
        }),
    );
    await server.kill();
    const from = performance.now();
    serving.push(await server.start());
    const up = performance.now();
    const times = (await Promise.all(returned)).sort((a, b) => a - b);
    inStep.push((times.at(-1) ?? Number.NaN) - up);
    spread.push(quantile(times, 0.95) - quantile(times, 0.05));
    crowded.push(mostIn(times, 100));
    bench.progress(`restart ${round + 1}: serving after ${(up - from).toFixed(0)} ms, ${histogram(times, up)}`);
  }
  return [
    {
      name: 'killed relay serves again, worst',
      value: Math.max(...serving),
      unit: 'ms',
      target: 3000,
      work: `a day of ${DAY_TICKETS} tickets, ${RESTARTS} restarts`,
    },
    {
      name: `then all ${HUNDRED} counters are in step again, worst`,
      value: Math.max(...inStep),
      unit: 'ms',
      target: 5000,
      work: `${REAL} real documents, ${HUNDRED - REAL} sinks that ask as such; hello answered and nothing lacking`,
    },
    { name: 'from the 5th to the 95th of them, median', value: median(spread), unit: 'ms' },
    {
      name: 'most of them in one tenth of a second, worst',
      value: Math.max(...crowded),
      unit: '',
      target: HUNDRED / 2,
    },
  ];
}

/** Tries as the app does until it is in step; resolves with when that was. */
async function comeBack(
  server: ServerProcess,
  facts: SessionView,
  seat: Hundred['seats'][number] | undefined,
  doc: Y.Doc | null,
  like: Y.Doc,
): Promise<number> {
  if (!seat) throw new Error('no seat');
  for (let attempt = 0; ; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, returnDelay(attempt)));
    const line = new HallLine(seat, facts, doc !== null, doc);
    const isThere = await line.join(server.base, doc ?? like).then(
      () => true,
      () => false,
    );
    const now = performance.now();
    if (isThere) {
      line.release();
      return now;
    }
  }
}

async function factsOf(server: ServerProcess): Promise<SessionView> {
  return (await (await fetch(`${server.base}/api/session`)).json()) as SessionView;
}

/** The largest number of moments within a stretch of so many ms. */
function mostIn(sorted: readonly number[], ms: number): number {
  return Math.max(...sorted.map((at, index) => sorted.slice(index).filter((other) => other < at + ms).length));
}

function histogram(times: readonly number[], from: number): string {
  const steps = new Map<number, number>();
  for (const at of times) {
    const step = Math.floor((at - from) / 250) * 250;
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...steps].map(([step, count]) => `${count} by ${step + 250} ms`).join(', ');
}
