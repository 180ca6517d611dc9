import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openControl } from './backup/control.ts';
import { erasuresIn } from './backup/erasure-list.ts';
import { firstLanAddress, helpText, readConfig, type Settings } from './config.ts';
import { addressesText, firstRunText } from './first-run-text.ts';
import { CertificateError, type Certificate } from './http/certificate.ts';
import { log, logFile, logTo } from './log.ts';
import { createRelay, type Relay } from './relay.ts';
import { sqliteStorage, StorageInUseError } from './storage/sqlite.ts';

const settings = settingsOrEnd();
const { port, host, publicPort, publicHost, dataDir, tls } = settings;
const scheme = tls ? 'https' : 'http';
const publicUrl = settings.publicUrl ?? `${scheme}://${firstLanAddress()}:${port}`;

/** Set as soon as there is one to renew. */
let certificate: Certificate | null = null;
const lines = settings.logFile === null ? null : logFile(settings.logFile);
if (lines) logTo(lines);
// Certificates were renewed, or the log was moved away: also while the hall is being opened.
process.on('SIGHUP', () => {
  lines?.reopen();
  certificate?.renew();
});

mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const local = `${scheme}://localhost:${port}`;
const firstRunFile = join(dataDir, 'first-run.txt');
let told: string | null = null;
const { relay, closeControl } = await open();
certificate = relay.certificate;
listen(relay.server, port, host, () => {
  if (told !== null) {
    console.log(told);
    console.log(`这些口令和链接也在 ${firstRunFile}\nThese passwords and links are also in ${firstRunFile}\n`);
  } else if (existsSync(firstRunFile)) {
    console.log(`首次口令 First passwords: ${firstRunFile}\n`);
  }
  const lan = `${scheme}://${firstLanAddress()}:${port}`;
  console.log(addressesText(local, lan, publicUrl, relay.hall.isPractice));
  log.info('listening', { port, tls: tls !== null });
});
if (publicPort !== null) {
  listen(relay.publicServer, publicPort, publicHost, () => {
    console.log(
      `  手机另一个入口 second way in, for phones alone: ${scheme}://${publicHost ?? firstLanAddress()}:${publicPort}\n`,
    );
    log.info('listening for phones', { port: publicPort, tls: tls !== null });
  });
}

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    log.info('closing', { signal });
    void closeControl()
      .then(() => relay.close())
      .then(() => process.exit(0));
  });
}

function settingsOrEnd(): Settings {
  const config = readConfig(process.argv.slice(2), process.env);
  if (!config.ok) end(config.message, 2);
  if (config.help) {
    console.log(helpText);
    process.exit(0);
  }
  return config;
}

function end(message: string, code = 1): never {
  console.error(message);
  process.exit(code);
}

function listen(server: Server, at: number, address: string | undefined, then: () => void): void {
  server.on('error', (error: NodeJS.ErrnoException) =>
    end(
      error.code === 'EADDRINUSE'
        ? `端口 ${at} 已被占用，请换一个：npm start -- --port ${at + 1}\nPort ${at} is in use; choose another: npm start -- --port ${at + 1}`
        : error.message,
    ),
  );
  server.listen(at, address, then);
}

async function open(): Promise<{ relay: Relay; closeControl: () => Promise<void> }> {
  try {
    const storage = sqliteStorage(join(dataDir, 'hall.sqlite'));
    const relay = await createRelay({
      storage,
      erasures: erasuresIn(dataDir),
      build: resolve(fileURLToPath(new URL('../build', import.meta.url))),
      publicUrl,
      secure: publicUrl.startsWith('https:') && settings.secure,
      tls: tls ?? undefined,
      metricsToken: settings.metricsToken,
      wall: () => Date.now(),
      snapshotEvery: settings.snapshotEvery,
      // Before the hall is founded and the port asked for: passwords nobody has seen would lock it for good.
      tell: (firstRun) => {
        told = firstRunText(firstRun, local);
        writeFileSync(firstRunFile, told, { mode: 0o600 });
      },
    });
    return { relay, closeControl: await openControl(storage, dataDir, (at) => relay.metrics.backedUp(at)) };
  } catch (error) {
    if (error instanceof StorageInUseError) {
      end(
        `数据目录 ${dataDir} 正被另一个程序使用。一个目录只能有一个大厅程序。\nThe data folder ${dataDir} is in use: only one relay may run on it. [data-dir-in-use]`,
      );
    }
    if (error instanceof CertificateError) {
      end(
        `证书或私钥读不出，或不是一对：${error.message}\nThe certificate or its key cannot be read, or they do not belong together: ${error.message} [certificate-unusable]`,
      );
    }
    throw error;
  }
}
