import { installPeers } from './peers/install.ts';
import { median, type Bench, type Measurement } from './measurement.ts';
import { HUNDRED, PHONES } from './hundred-hall.ts';
import { preparedHundred, type RivalName } from './rivals.ts';
import { pace, saturate, type Paced, type Saturated } from './rounds-of-peers.ts';

/** At saturation the medians of so many rounds, at a steady rate of so many. */
const SATURATED_ROUNDS = 3;
const PACED_ROUNDS = 5;
const SECONDS = { saturated: 8, paced: 15 };
const PER_SECOND = 50;

type Form = readonly [name: RivalName, writers: number];
const hundred: readonly Form[] = [
  ['ours', 100],
  ['hocuspocus', 100],
  ['y-websocket', 100],
];
const one: readonly Form[] = [
  ['hocuspocus', 1],
  ['y-websocket', 1],
];

/**
 * Ours beside the servers that others use, one after the other in each round. A command of ours is decided by the hall's
 * rules, chained, on the disk, and answered; a peer's is an entry of the same size in a shared map, acknowledged or
 * passed on from memory. Three hundred phones hear their receipts from ours, and read one small document of a peer's. As
 * many commands are on the way in each form: one of each of a hundred writers, or a hundred of one.
 */
export async function benchPeers(bench: Bench): Promise<Measurement[]> {
  await installPeers(bench.progress);
  await preparedHundred(bench);
  const fast = await rounds(bench, SATURATED_ROUNDS, [...hundred, ['hocuspocus-unmerged', 100], ...one], (form) =>
    saturate(bench, ...form, HUNDRED / form[1], SECONDS.saturated),
  );
  const steady = await rounds(bench, PACED_ROUNDS, [...hundred, ...one, ['ours', 1]], (form) =>
    pace(bench, ...form, PER_SECOND, SECONDS.paced),
  );
  return [...throughput(fast), ...latency(steady)];
}

type Results<T> = Map<string, T[]>;

/** Every form once in each round: what else the machine does meets all alike. */
async function rounds<T>(
  bench: Bench,
  times: number,
  forms: readonly Form[],
  run: (form: Form) => Promise<T>,
): Promise<Results<T>> {
  const results: Results<T> = new Map();
  for (let round = 1; round <= times; round += 1) {
    for (const form of forms) {
      const result = await run(form);
      results.set(form.join(), [...(results.get(form.join()) ?? []), result]);
      bench.progress(`round ${round} of ${times}: ${form[0]}, ${form[1]} writing: ${JSON.stringify(result, rounded)}`);
    }
  }
  return results;
}

function throughput(results: Results<Saturated>): Measurement[] {
  const of = (name: RivalName, writers: number, figure: keyof Saturated): number =>
    median((results.get(`${name},${writers}`) ?? []).map((result) => result[figure]));
  /** In each round, so that both were measured under the same load. */
  const ratio = (name: RivalName, writers: number, figure: keyof Saturated): number =>
    median(
      (results.get('ours,100') ?? []).map(
        (result, round) => result[figure] / (results.get(`${name},${writers}`)?.[round]?.[figure] ?? Number.NaN),
      ),
    );
  const work = `${HUNDRED} counters (4 real documents, 96 plain sinks), ${PHONES} phones, ${HUNDRED} commands on the way, ${SECONDS.saturated} s, median of ${SATURATED_ROUNDS} rounds`;
  const row = (name: string, value: number, unit: string): Measurement => ({ name, value, unit });
  return [
    { ...row('saturated: ours, decided and on the disk', of('ours', 100, 'perSecond'), 'a second'), work },
    row('Hocuspocus 4, not on the disk, 100 writers', of('hocuspocus', 100, 'perSecond'), 'a second'),
    row('the same, one writer', of('hocuspocus', 1, 'perSecond'), 'a second'),
    row('the same, 100 writers, broadcasts not merged', of('hocuspocus-unmerged', 100, 'perSecond'), 'a second'),
    row('bare y-websocket, 100 writers', of('y-websocket', 100, 'perSecond'), 'a second'),
    row('the same, one writer', of('y-websocket', 1, 'perSecond'), 'a second'),
    { name: 'ours ÷ Hocuspocus, 100 writers', value: ratio('hocuspocus', 100, 'perSecond'), unit: '×', least: 2 },
    { name: 'ours ÷ Hocuspocus, its one writer', value: ratio('hocuspocus', 1, 'perSecond'), unit: '×', least: 1 },
    row('ours ÷ Hocuspocus, 100 writers, not merged', ratio('hocuspocus-unmerged', 100, 'perSecond'), '×'),
    row('ours ÷ bare y-websocket, 100 writers', ratio('y-websocket', 100, 'perSecond'), '×'),
    row('CPU of the server for a command, ours', of('ours', 100, 'cpu'), 'ms'),
    row('the same, Hocuspocus, 100 writers', of('hocuspocus', 100, 'cpu'), 'ms'),
    row('the same, Hocuspocus, one writer', of('hocuspocus', 1, 'cpu'), 'ms'),
    row('the same, bare y-websocket, 100 writers', of('y-websocket', 100, 'cpu'), 'ms'),
    row('frames to a sink for a command, ours', of('ours', 100, 'frames'), ''),
    row('the same, Hocuspocus, 100 writers', of('hocuspocus', 100, 'frames'), ''),
    row('resident at the end, ours', of('ours', 100, 'residentMb'), 'MB'),
    row('resident at the end, Hocuspocus', of('hocuspocus', 100, 'residentMb'), 'MB'),
    row('resident at the end, bare y-websocket', of('y-websocket', 100, 'residentMb'), 'MB'),
  ];
}

function latency(results: Results<Paced>): Measurement[] {
  const all = (name: RivalName, writers: number, figure: keyof Paced): number[] =>
    (results.get(`${name},${writers}`) ?? []).map((result) => result[figure]);
  const of = (name: RivalName, writers: number, figure: keyof Paced): number => median(all(name, writers, figure));
  const ratio = (peerWriters: number): number =>
    median(
      all('ours', 100, 'p95').map((ms, round) => ms / (all('y-websocket', peerWriters, 'p95')[round] ?? Number.NaN)),
    );
  const work = `${PER_SECOND}/s, ${HUNDRED} real documents, ${PHONES} phones, ${SECONDS.paced} s, median of ${PACED_ROUNDS} rounds`;
  const rows = (name: string, form: Form): Measurement[] => [
    { name: `write → last of 100 documents, p95, ${name}`, value: of(...form, 'p95'), unit: 'ms' },
    { name: 'the same, p50', value: of(...form, 'p50'), unit: 'ms' },
  ];
  return [
    ...rows('ours', ['ours', 100]).map((row, index) => (index === 0 ? { ...row, work } : row)),
    ...rows('ours, one writer', ['ours', 1]),
    ...rows('bare y-websocket', ['y-websocket', 100]),
    ...rows('bare y-websocket, one writer', ['y-websocket', 1]),
    ...rows('Hocuspocus', ['hocuspocus', 100]),
    ...rows('Hocuspocus, one writer', ['hocuspocus', 1]),
    { name: 'p95 ours ÷ bare y-websocket, 100 writers', value: ratio(100), unit: '×', target: 1 },
    { name: 'p95 ours ÷ bare y-websocket, its one writer', value: ratio(1), unit: '×', target: 1.3 },
    { name: `CPU of the server for a command at ${PER_SECOND}/s, ours`, value: of('ours', 100, 'cpu'), unit: 'ms' },
    { name: 'the same, bare y-websocket', value: of('y-websocket', 100, 'cpu'), unit: 'ms' },
    { name: 'the same, Hocuspocus', value: of('hocuspocus', 100, 'cpu'), unit: 'ms' },
  ];
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
