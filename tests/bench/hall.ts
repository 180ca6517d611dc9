import { join } from 'node:path';
import type { Browser } from 'playwright';
import type { Role, Setup } from '#lib/domain/index.ts';
import { Hall } from '../../sync-server/hall/hall.ts';
import { Devices } from '../../sync-server/identity/devices.ts';
import { hashPassword } from '../../sync-server/identity/secrets.ts';
import type { Account } from '../../sync-server/identity/accounts.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { HallProcess } from '../e2e/hall-process.ts';
import { playDay } from './day.ts';
import type { Bench } from './measurement.ts';

export const PASSWORD = 'bench-window-green';
export const COUNTERS = 20;
export const DAY_TICKETS = 5000;
const KIOSKS = 8;
const DAY = 8 * 3_600_000;

export interface BenchHall {
  process: HallProcess;
  /** For Node clients: `localhost` may mean another address family to them. */
  base: string;
  kioskTokens: string[];
  /** Windows of the background, by the account that sits there. */
  counters: { account: string; window: number; queue: string }[];
  /** For the browsers: both windows serve queue A, which the background leaves alone. */
  pages: { account: string; window: number }[];
  codeOf: (queue: string) => string;
}

/** What a hall has for measuring beside its own people. */
export type Prepared = Pick<BenchHall, 'kioskTokens' | 'counters' | 'pages' | 'codeOf'>;

/**
 * Prepares a folder on which no relay runs: people whose passwords are known, kiosk links, windows
 * for twenty counters beside the two measured ones, and a day with `tickets` numbers behind it. `now`: the hall's wall
 * clock, epoch ms.
 */
export async function prepareHall(
  dataDir: string,
  tickets: number,
  progress: (text: string) => void,
  change: (setup: Setup) => Setup = (setup) => setup,
  now = Date.now(),
): Promise<Prepared> {
  const storage = sqliteStorage(join(dataDir, 'hall.sqlite'));
  let wall = now;
  const hall = await Hall.open(storage, () => wall);
  const setup = change(withMoreWindows(hall.setup));
  const published = await hall.publish(setup);
  if (!published.ok) throw new Error(`setup: ${JSON.stringify(published)}`);
  const background = setup.windows
    .filter((window) => window.queues.every((queue) => ['B', 'C', 'D'].includes(queue)))
    .slice(0, COUNTERS);
  const counters = background.map((window, index) => ({
    account: `C${100 + index}`,
    window: window.no,
    queue: window.queues[0] ?? '',
  }));
  const pages = [3, 4].map((window) => ({ account: `B${100 + window}`, window }));
  const passwordHash = await hashPassword(PASSWORD);
  const people = [...counters, ...pages].map(({ account }) => person(account, passwordHash));
  await storage.commit(people.map((value) => ({ op: 'put', table: 'account', key: value.account, value }) as const));
  const devices = new Devices(storage, () => wall);
  const kioskTokens: string[] = [];
  for (let index = 0; index < KIOSKS; index += 1) kioskTokens.push(await devices.newLink('kiosk', `K${index + 2}`));
  if (tickets > 0) await playDay(hall, tickets, (share) => (wall = now - DAY * (1 - share)), progress);
  wall = now;
  await hall.close();
  await storage.close();
  const codes = new Map(Object.entries(setup.routes).map(([code, queue]) => [queue, code]));
  return { kioskTokens, counters, pages, codeOf: (queue) => codes.get(queue) ?? '' };
}

/** A whole hall in its own process, prepared while it did not run. */
export async function startHall(bench: Bench, tickets: number, change?: (setup: Setup) => Setup): Promise<BenchHall> {
  const running = await HallProcess.start();
  bench.onEnd(() => running.stop());
  await running.kill();
  const prepared = await prepareHall(running.dataDir, tickets, bench.progress, change);
  await running.run();
  return { process: running, base: `http://127.0.0.1:${running.port}`, ...prepared };
}

let fullDay: Promise<BenchHall> | null = null;

/** At the end of a large day, where everything costs most; prepared once for all parts. */
export function fullDayHall(bench: Bench): Promise<BenchHall> {
  fullDay ??= startHall(bench, DAY_TICKETS);
  return fullDay;
}

let browser: Promise<Browser> | null = null;

export function sharedBrowser(bench: Bench): Promise<Browser> {
  if (!browser) {
    browser = launchBrowser();
    bench.onEnd(async () => (await browser)?.close());
  }
  return browser;
}

export async function browserVersion(): Promise<string> {
  const asked = await launchBrowser();
  const version = asked.version();
  await asked.close();
  return `Chromium ${version}`;
}

function withMoreWindows(setup: Setup): Setup {
  const more = setup.windows.filter((window) => window.queues.join() === 'C' || window.queues.join() === 'D');
  const added = Array.from({ length: 12 }, (_, index) => ({ ...more[index % more.length], no: 21 + index }));
  return { ...setup, windows: [...setup.windows, ...(added as Setup['windows'])] };
}

export function person(account: string, passwordHash: string): Account {
  const roles: Role[] = ['clerk'];
  return {
    account,
    name: '测试',
    roles,
    department: null,
    active: true,
    passwordHash,
    mustChangePassword: false,
    failures: 0,
    lockedUntil: 0,
  };
}
