import type { DeviceDb } from './device-db.ts';

const KEY = 'own-number/';

/**
 * The next number of this device's own series, from 1, allocated before anything is printed and never twice; a queue
 * that is kept overnight goes on where it was. `letter`: the queue's and then the device's. Rejects when the disk is full.
 */
export async function nextOwnNumber(
  db: DeviceDb,
  { day, letter, keepOvernight }: { day: string; letter: string; keepOvernight: boolean },
): Promise<number> {
  const series = `${KEY}${keepOvernight ? 'kept' : day}/`;
  const number = await db.nextNumber(`${series}${letter}`);
  if (number > 1 || keepOvernight) return number;
  for (const { key } of await db.entries(KEY)) {
    if (!key.startsWith(series) && !key.startsWith(`${KEY}kept/`)) await db.remove(key);
  }
  return number;
}
