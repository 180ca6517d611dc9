import type { Hall } from '../hall/hall.ts';
import type { SeriesDesk } from '../hall/series-desk.ts';
import { json, refuse } from './reply.ts';
import type { Route } from './router.ts';

/** A kiosk says that it is in touch, and learns the letter by which it may go on without the line. */
export function seriesRoutes(hall: Hall, series: SeriesDesk): Route[] {
  return [
    [
      'POST',
      '/api/series',
      async ({ response, device }) => {
        if (!device) return refuse(response, 'device-not-paired');
        hall.kiosks.hear(device.incarnation);
        json(response, 200, { series: await series.give(device.incarnation, device.label) });
      },
    ],
  ];
}
