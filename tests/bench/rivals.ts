import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionView } from '#lib/domain/index.ts';
import { Arrivals } from './arrivals.ts';
import { HallLine } from './hall-line.ts';
import { HUNDRED, PHONES, prepareHundred, type Hundred } from './hundred-hall.ts';
import type { Line } from './lines.ts';
import type { Bench } from './measurement.ts';
import { HocuspocusLine, YWebsocketLine, type PeerDocument } from './peer-lines.ts';
import { Phones, Readers, type Audience } from './phones.ts';
import { ServerProcess } from './server-process.ts';

/** `hocuspocus-unmerged`: it sends each update by itself instead of those of a turn together. */
export type RivalName = 'ours' | 'hocuspocus' | 'hocuspocus-unmerged' | 'y-websocket';

/** A server with a hundred lines, of which so many have real documents. */
export interface Crowd {
  server: ServerProcess;
  lines: Line[];
  arrivals: Arrivals;
  phones: Audience;
  close: () => Promise<void>;
}

let prepared: Promise<{ folder: string; hundred: Hundred }> | null = null;

/** Our hall of a hundred counters, prepared once; each run takes a copy. */
export function preparedHundred(bench: Bench): Promise<{ folder: string; hundred: Hundred }> {
  prepared ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onewindow-hundred-'));
    bench.onEnd(() => rmSync(folder, { recursive: true, force: true }));
    bench.progress('preparing a hall of a hundred counters');
    return { folder, hundred: await prepareHundred(folder, 0, bench.progress) };
  })();
  return prepared;
}

export async function openCrowd(bench: Bench, name: RivalName, real: number): Promise<Crowd> {
  const server = await started(bench, name);
  const arrivals = new Arrivals(real);
  const lines: Line[] = [];
  const join = await joining(bench, name, server.base);
  for (let no = 0; no < HUNDRED; no += 1) {
    const line = await join(no, no < real);
    if (line.doc) arrivals.watch(line.doc);
    lines.push(line);
  }
  const [first] = lines;
  for (const line of lines) {
    if (line !== first && line instanceof HallLine && first instanceof HallLine) line.ledger = first.ledger;
  }
  const phones =
    name === 'ours'
      ? await Phones.open(server.base, (await preparedHundred(bench)).hundred.tokens)
      : await Readers.open(PHONES, (no) => join(no, false, 'receipts'));
  const close = async (): Promise<void> => {
    phones.close();
    for (const line of lines) line.close();
    await server.stop();
  };
  return { server, lines, arrivals, phones, close };
}

async function started(bench: Bench, name: RivalName): Promise<ServerProcess> {
  const server = await startedAs(bench, name);
  // Not where the crowd is made: what ends the benchmark would keep a hundred documents of each round.
  bench.onEnd(() => server.stop());
  return server;
}

async function startedAs(bench: Bench, name: RivalName): Promise<ServerProcess> {
  if (name === 'ours') return ServerProcess.relay((await preparedHundred(bench)).folder);
  if (name === 'y-websocket') return ServerProcess.peer('y-websocket.ts');
  return ServerProcess.peer('hocuspocus.ts', name === 'hocuspocus-unmerged' ? { UNMERGED: '1' } : {});
}

async function joining(
  bench: Bench,
  name: RivalName,
  base: string,
): Promise<(no: number, isReal: boolean, document?: PeerDocument) => Promise<Line>> {
  if (name === 'hocuspocus' || name === 'hocuspocus-unmerged')
    return (no, isReal, document) => HocuspocusLine.open(base, no, isReal, document);
  if (name === 'y-websocket') return (no, isReal, document) => YWebsocketLine.open(base, no, isReal, document);
  const { seats } = (await preparedHundred(bench)).hundred;
  const session = (await (await fetch(`${base}/api/session`)).json()) as SessionView;
  return (no, isReal) => {
    const seat = seats[no];
    if (!seat) throw new Error('no seat');
    return HallLine.open(base, seat, session, isReal);
  };
}
