import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupError } from './faults.ts';
import { restore } from './restore.ts';
import { run } from './run.ts';
import { restoredText } from './words.ts';

/** `npm run restore -- <file> [--data-dir DIR] [--erasures FILE …]` */
await run(async () => {
  const { values, positionals } = parseArgs({
    options: { 'data-dir': { type: 'string' }, erasures: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new BackupError('file-not-named');
  const dataDir = resolve(values['data-dir'] ?? process.env['DATA_DIR'] ?? 'data');
  const erasures = (values.erasures ?? []).map((path) => resolve(path));
  return restoredText(dataDir, await restore({ file: resolve(given), dataDir, erasures, wall: Date.now() }));
});
