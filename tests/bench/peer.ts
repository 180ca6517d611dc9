import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { COUNTERS, fullDayHall } from './hall.ts';
import { Background, PER_SECOND } from './load.ts';
import { median, quantile, type Bench, type Measurement } from './measurement.ts';

const WARM_UP = 3000;
const SECONDS = 20;

/**
 * Ours against the least that could carry a command to all: the time from sending until another
 * counter has it. Ours decides, commits to disk and updates twenty ledgers before that; the bare
 * one passes bytes on. Both in their own process, in the same run, under the same rate.
 */
export async function benchPeer(bench: Bench): Promise<Measurement[]> {
  const ours = await oursLatencies(bench);
  const bare = await bareLatencies(bench);
  const work = `${COUNTERS} clients, ${PER_SECOND} commands/s each, ${SECONDS} s; ${ours.length} and ${bare.length} commands`;
  return [
    { name: 'command → seen by another counter, ours, median', value: median(ours), unit: 'ms', work },
    { name: 'the same, p95', value: quantile(ours, 0.95), unit: 'ms' },
    { name: 'bare relay (no storage, no decide), median', value: median(bare), unit: 'ms' },
    { name: 'the same, p95', value: quantile(bare, 0.95), unit: 'ms' },
    { name: 'ratio ours / bare, median', value: median(ours) / median(bare), unit: '×' },
    { name: 'ratio ours / bare, p95', value: quantile(ours, 0.95) / quantile(bare, 0.95), unit: '×' },
  ];
}

async function oursLatencies(bench: Bench): Promise<number[]> {
  const hall = await fullDayHall(bench);
  const background = await Background.open(hall, bench);
  bench.progress(`the hall under load, ${SECONDS} s`);
  background.start();
  await pause(WARM_UP);
  const from = performance.now();
  await pause(SECONDS * 1000);
  await background.stop();
  return background.sent.flatMap(({ client, at, seq }) => {
    if (at < from) return [];
    const next = background.counters[(background.counters.indexOf(client) + 1) % background.counters.length];
    const seen = next?.seenAt.get(seq);
    return seen === undefined ? [] : [seen - at];
  });
}

async function bareLatencies(bench: Bench): Promise<number[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-relay.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  bench.onEnd(() => child.kill());
  const [told] = (await once(child.stdout, 'data')) as [Buffer];
  const sockets: WebSocket[] = [];
  for (let index = 0; index < COUNTERS; index += 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${Number(told.toString())}`);
    await once(socket, 'open');
    sockets.push(socket);
  }
  const latencies: number[] = [];
  const sentAt = new Map<string, number>();
  sockets.forEach((socket, index) => {
    socket.on('message', (data: Buffer) => {
      const { id, from } = JSON.parse(data.toString()) as { id: string; from: number };
      const at = sentAt.get(id);
      if (at !== undefined && index === (from + 1) % COUNTERS) latencies.push(performance.now() - at);
    });
  });
  bench.progress(`the bare relay under load, ${SECONDS} s`);
  const start = performance.now();
  await Promise.all(
    sockets.map(async (socket, from) => {
      const period = 1000 / PER_SECOND;
      let due = performance.now() + Math.random() * period;
      for (let n = 0; performance.now() - start < WARM_UP + SECONDS * 1000; n += 1) {
        due += period * (0.5 + Math.random());
        await pause(Math.max(0, due - performance.now()));
        const id = `${from}.${n}`;
        // As long as a row of ours.
        const row = JSON.stringify({
          id,
          from,
          after: null,
          class: 'request',
          kind: 'call',
          setup: 1,
          staff: 'C100',
          at: Date.now(),
          body: { day: '2026-11-23', window: 9, ticket: null },
        });
        if (performance.now() - start > WARM_UP) sentAt.set(id, performance.now());
        socket.send(row);
      }
    }),
  );
  await pause(200);
  for (const socket of sockets) socket.terminate();
  child.kill();
  return latencies;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
