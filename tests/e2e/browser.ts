import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext } from 'playwright';

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
  return playwright.launch({ executablePath: await binary(), args: flags });
}

type ProfileOptions = Parameters<typeof playwright.launchPersistentContext>[1];

/** A browser whose profile is kept in this folder, as on a PC that is switched off and on again. */
export async function launchProfile(folder: string, options: ProfileOptions): Promise<BrowserContext> {
  return playwright.launchPersistentContext(folder, { ...options, executablePath: await binary(), args: flags });
}

async function binary(): Promise<string> {
  return installed.find((path) => path !== '' && existsSync(path)) ?? chromium.executablePath();
}
