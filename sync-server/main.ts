import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openControl } from './backup/control.ts';
import { erasuresIn } from './backup/erasure-list.ts';
import { firstLanAddress, helpText, readConfig } from './config.ts';
import { addressesText, firstRunText } from './first-run-text.ts';
import { createRelay, type Relay } from './relay.ts';
import { sqliteStorage, StorageInUseError } from './storage/sqlite.ts';

const config = readConfig(process.argv.slice(2), process.env);
if (!config.ok) {
  console.error(config.message);
  process.exit(2);
}
if (config.help) {
  console.log(helpText);
  process.exit(0);
}
const { port, host, dataDir } = config;
const publicUrl = config.publicUrl ?? `http://${firstLanAddress()}:${port}`;

mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const local = `http://localhost:${port}`;
const firstRunFile = join(dataDir, 'first-run.txt');
let told: string | null = null;
const { relay, closeControl } = await open();
relay.server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `端口 ${port} 已被占用，请换一个：npm start -- --port ${port + 1}\nPort ${port} is in use; choose another: npm start -- --port ${port + 1}`
      : error.message,
  );
  process.exit(1);
});
relay.server.listen(port, host, () => {
  if (told !== null) {
    console.log(told);
    console.log(`这些口令和链接也在 ${firstRunFile}\nThese passwords and links are also in ${firstRunFile}\n`);
  } else if (existsSync(firstRunFile)) {
    console.log(`首次口令 First passwords: ${firstRunFile}\n`);
  }
  console.log(addressesText(local, firstLanAddress(), port, publicUrl, relay.hall.isPractice));
});

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void closeControl()
      .then(() => relay.close())
      .then(() => process.exit(0));
  });
}

async function open(): Promise<{ relay: Relay; closeControl: () => Promise<void> }> {
  try {
    const storage = sqliteStorage(join(dataDir, 'hall.sqlite'));
    const relay = await createRelay({
      storage,
      erasures: erasuresIn(dataDir),
      build: resolve(fileURLToPath(new URL('../build', import.meta.url))),
      publicUrl,
      secure: publicUrl.startsWith('https:') && config.ok && config.secure,
      wall: () => Date.now(),
      ...(config.ok ? { snapshotEvery: config.snapshotEvery } : {}),
      // Before the hall is founded and the port asked for: passwords nobody has seen would lock it for good.
      tell: (firstRun) => {
        told = firstRunText(firstRun, local);
        writeFileSync(firstRunFile, told, { mode: 0o600 });
      },
    });
    return { relay, closeControl: await openControl(storage, dataDir) };
  } catch (error) {
    if (error instanceof StorageInUseError) {
      console.error(
        `数据目录 ${dataDir} 正被另一个程序使用。一个目录只能有一个大厅程序。\nThe data folder ${dataDir} is in use: only one relay may run on it. [data-dir-in-use]`,
      );
      process.exit(1);
    }
    throw error;
  }
}
