import { beforeEach, expect, test } from 'vitest';
import { silentPlaces } from '#lib/features/supervise/silent-places.ts';
import { TestHall } from './domain/test-hall.ts';

let hall: TestHall;

beforeEach(() => {
  hall = new TestHall();
  for (const [no, label] of [
    [103, '3 号台'],
    [104, '4 号台'],
    [108, '后台'],
  ] as const)
    hall.relay([{ kind: 'device', no, incarnation: `pc-${no}`, surface: 'staff', label }]);
  hall.open(3, 4);
});

test('windows first and by their number, then what else holds numbers; whom the day does not know is left out', () => {
  const places = silentPlaces(hall.state, [
    { device: 108, since: 5, holds: 1 },
    { device: 104, since: 7, holds: 0 },
    { device: 103, since: 0, holds: 3, bundles: 2 },
    { device: 999, since: 1, holds: 2 },
  ]);
  expect(places).toEqual([
    { incarnation: 'pc-103', window: 3, label: '3 号台', since: 0, holds: 3, bundles: 2 },
    { incarnation: 'pc-104', window: 4, label: '4 号台', since: 7, holds: 0, bundles: 0 },
    { incarnation: 'pc-108', window: 0, label: '后台', since: 5, holds: 1, bundles: 0 },
  ]);
});
