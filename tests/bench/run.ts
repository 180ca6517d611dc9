import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchChain } from './chain.ts';
import { benchDocuments } from './documents.ts';
import { benchForm } from './form.ts';
import { freshBuild } from './fresh-build.ts';
import { browserVersion } from './hall.ts';
import { benchLatency } from './latency.ts';
import { benchLedger } from './ledger.ts';
import { busyMeter, machine, table, type Bench, type Measurement } from './measurement.ts';
import { benchPeers } from './peers.ts';
import { benchRelay } from './relay.ts';
import { benchWire } from './wire.ts';
import { benchYear } from './year.ts';

/** `npm run bench`: measures what a hall feels, says on what work, and holds it against the targets. */
const parts: Record<string, (bench: Bench) => Promise<Measurement[]>> = {
  documents: () => benchDocuments(),
  ledger: benchLedger,
  wire: benchWire,
  latency: benchLatency,
  form: benchForm,
  chain: benchChain,
  relay: benchRelay,
  year: benchYear,
  peers: benchPeers,
};

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'string' }, help: { type: 'boolean' } },
});
const chosen = options.only ?? Object.keys(parts);
if (options.help || chosen.some((name) => !parts[name])) {
  console.log(`npm run bench -- [--only ${Object.keys(parts).join('|')}]… [--json file]`);
  process.exit(options.help ? 0 : 2);
}

/** What does not end by itself must not keep the run from ending. */
const END_WITHIN = 5000;
const ends: (() => unknown)[] = [];
const started = performance.now();
const bench: Bench = {
  progress: (text) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`),
  onEnd: (end) => void ends.unshift(end),
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void endAll().finally(() => process.exit(130)));
}

const results: Record<string, { busyPercent: number; rows: Measurement[] }> = {};
try {
  await freshBuild(bench.progress);
  const facts = machine(await browserVersion());
  console.log(
    `${facts.cores} cores (${facts.processor}), ${facts.memoryGb} GB, load ${facts.load} before, Node ${facts.node}, ${facts.browser}`,
  );
  for (const name of chosen) {
    bench.progress(name);
    const busy = busyMeter();
    const rows = (await parts[name]?.(bench)) ?? [];
    const busyPercent = busy();
    results[name] = { busyPercent, rows };
    console.log(`\n${name} (all cores ${busyPercent} % busy meanwhile, by all programs)\n${table(rows)}\n`);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine: facts, results }, null, 2)}\n`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await endAll();
}
process.exit();

async function endAll(): Promise<void> {
  for (const end of ends.splice(0)) {
    const ended = Promise.resolve(end()).catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, END_WITHIN))]);
  }
}
