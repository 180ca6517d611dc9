import { entryOf, type Setup } from '../setup/index.ts';
import type { AreaOfHall, Named } from './receipt-wire.ts';

export function namesOf(setup: Setup, code: string): Named {
  const entry = entryOf(setup, code);
  return { name: entry?.name ?? code, nameEn: entry?.nameEn ?? entry?.name ?? code };
}

/** Where a queue is served. */
export function placeOf(setup: Setup, queueId: string): AreaOfHall {
  return areaOf(setup, setup.queues.find((candidate) => candidate.id === queueId)?.area);
}

export function areaOf(setup: Setup, id: string | undefined): AreaOfHall {
  const area = setup.areas.find((candidate) => candidate.id === id);
  return {
    name: area?.name ?? '',
    nameEn: area?.nameEn ?? '',
    floor: area?.floor ?? '',
    floorEn: area?.floorEn ?? '',
  };
}
