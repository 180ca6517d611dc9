import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstRunText } from '../../sync-server/first-run-text.ts';
import { createRelay } from '../../sync-server/relay.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { breakages, breakRelay, brokenStorage } from './broken-relays.ts';

/** `node tests/conformance/broken-main.ts --broken <how> --port N --data-dir DIR`: the program, on a store that lies. */
const { values } = parseArgs({
  options: {
    broken: { type: 'string' },
    'one-in': { type: 'string' },
    delay: { type: 'string' },
    port: { type: 'string' },
    'data-dir': { type: 'string' },
    'public-url': { type: 'string' },
  },
});
const breakage = breakages.find((name) => name === values.broken);
const [port, dataDir] = [Number(values.port), values['data-dir']];
if (!breakage || !dataDir || !Number.isInteger(port)) throw new Error('--broken, --port and --data-dir are needed');
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const commits = join(dataDir, 'commits');
/** One byte for each commit, so that a thousand of them may be those of many short lives. */
const count = (): number => {
  appendFileSync(commits, '.');
  return statSync(commits).size;
};
const relay = await createRelay({
  storage: brokenStorage(breakage, sqliteStorage(join(dataDir, 'hall.sqlite')), {
    count,
    ...(values['one-in'] === undefined ? {} : { oneIn: Number(values['one-in']) }),
    ...(values.delay === undefined ? {} : { delay: Number(values.delay) }),
  }),
  build: '/nowhere',
  publicUrl: '',
  secure: false,
  wall: () => Date.now(),
  tell: (firstRun) =>
    writeFileSync(join(dataDir, 'first-run.txt'), firstRunText(firstRun, `http://localhost:${port}`), { mode: 0o600 }),
});
breakRelay(breakage, relay);
relay.server.listen(port);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void relay.close().then(() => process.exit(0)));
}
