import { randomBytes, createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Setup } from '#lib/domain/index.ts';
import { foundSampleHall } from '../../sync-server/hall/founding.ts';
import { Hall } from '../../sync-server/hall/hall.ts';
import { Accounts } from '../../sync-server/identity/accounts.ts';
import { Devices } from '../../sync-server/identity/devices.ts';
import { hashPassword } from '../../sync-server/identity/secrets.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from '../../sync-server/http/cookies.ts';
import { Player, playDay } from './day.ts';
import { PASSWORD, person } from './hall.ts';

export const HUNDRED = 100;
export const PHONES = 300;
const DAY = 8 * 3_600_000;

/** A counter that has signed in: one after the other they would wait for the ration of guesses. */
export interface Seat {
  account: string;
  incarnation: string;
  cookie: string;
  window: number;
  /** An item of the queue that it serves. */
  code: string;
}

export interface Hundred {
  seats: Seat[];
  /** Of the numbers that wait, for the phones. */
  tokens: string[];
}

/** Prepares a folder: a hall of a hundred counters, with `tickets` behind it and three hundred numbers waiting. */
export async function prepareHundred(
  folder: string,
  tickets: number,
  progress: (text: string) => void,
): Promise<Hundred> {
  const storage = sqliteStorage(join(folder, 'hall.sqlite'));
  let wall = Date.now();
  const accounts = new Accounts(storage, () => wall);
  const devices = new Devices(storage, () => wall);
  await foundSampleHall(storage, accounts, devices, () => undefined);
  const hall = await Hall.open(storage, () => wall);
  const setup = withHundred(hall.setup);
  const published = await hall.publish(setup);
  if (!published.ok) throw new Error(`setup: ${JSON.stringify(published)}`);
  const now = wall;
  if (tickets > 0) await playDay(hall, tickets, (share) => (wall = now - DAY * (1 - share)), progress);
  wall = now;
  const codes = new Map(Object.entries(setup.routes).map(([code, queue]) => [queue, code]));
  const tokens = await waiting(
    hall,
    ['B', 'C', 'D'].map((queue) => codes.get(queue) ?? ''),
  );
  const passwordHash = await hashPassword(PASSWORD);
  const added = setup.windows.slice(-HUNDRED);
  const people = added.map((_, index) => person(`H${100 + index}`, passwordHash));
  await storage.commit(people.map((value) => ({ op: 'put', table: 'account', key: value.account, value }) as const));
  await accounts.load();
  const seats: Seat[] = [];
  for (const [index, window] of added.entries()) {
    const { account } = people[index] ?? { account: '' };
    const incarnation = randomBytes(15).toString('base64url');
    const cookie = await signedIn(accounts, devices, account, incarnation);
    seats.push({ account, incarnation, cookie, window: window.no, code: codes.get(window.queues[0] ?? '') ?? '' });
  }
  await hall.close();
  await storage.close();
  return { seats, tokens };
}

async function signedIn(accounts: Accounts, devices: Devices, account: string, incarnation: string): Promise<string> {
  const session = await accounts.signIn(account, PASSWORD, incarnation);
  const device = await devices.signedIn(incarnation, account, undefined);
  if (!session.ok || !device.ok) throw new Error(`${account} could not sign in`);
  return `${SESSION_COOKIE}=${session.value.token}; ${DEVICE_COOKIE}=${device.value.token}`;
}

async function waiting(hall: Hall, codes: readonly string[]): Promise<string[]> {
  const guide = new Player(hall, 'kiosk of the phones', { surface: 'kiosk', label: 'K9', account: null, roles: [] });
  const tokens = Array.from({ length: PHONES }, () => randomBytes(16).toString('base64url'));
  for (const [index, token] of tokens.entries()) {
    const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
    const code = codes[index % codes.length] ?? '';
    await guide.act('take', { code, care: false, tokenHash, channel: 'kiosk' });
  }
  return tokens;
}

/** A hundred windows more, for the queues B, C and D alike. */
function withHundred(setup: Setup): Setup {
  const like = ['B', 'C', 'D'].flatMap((queue) => setup.windows.find((window) => window.queues.join() === queue) ?? []);
  const added = Array.from({ length: HUNDRED }, (_, index) => ({ ...like[index % like.length], no: 101 + index }));
  return { ...setup, windows: [...setup.windows, ...(added as Setup['windows'])] };
}
