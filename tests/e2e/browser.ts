import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright';

/** Installed browsers, best first; else the binary that comes inside an npm package. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  process.env['CHROMIUM_PATH'] ?? '',
];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // A name that is not localhost is an origin that is not secure.
  '--host-resolver-rules=MAP hall.test 127.0.0.1',
  '--autoplay-policy=no-user-gesture-required',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = installed.find((path) => path !== '' && existsSync(path)) ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: flags });
}
