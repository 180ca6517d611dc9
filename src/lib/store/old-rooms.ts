/** Days of the open hall that stay on a device: today's, and yesterday's for what arrives late. */
const KEPT_DAYS = 2;

/**
 * Deletes ledgers of other halls and epochs, and old days, from this device: the hall has them. A
 * browser that cannot list its databases keeps them; it asks for nothing but space.
 */
export async function dropOldRooms(current: string): Promise<void> {
  if (typeof indexedDB.databases !== 'function') return;
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('ledger/') ? [name] : []));
  const [, hall, , epoch] = current.split('/');
  const ours = names.filter((name) => {
    const [, otherHall, , otherEpoch] = name.split('/');
    return otherHall === hall && otherEpoch === epoch;
  });
  const kept = new Set([current, ...ours.sort().slice(-KEPT_DAYS)]);
  for (const name of names) if (!kept.has(name)) indexedDB.deleteDatabase(name);
}
