import type { Hall } from '../hall/hall.ts';
import type { Metrics } from '../metrics.ts';
import { json } from './reply.ts';
import type { Route } from './router.ts';

/** What programs ask that watch over the hall's computer. */
export function machineRoutes(hall: Hall, metrics: Metrics): Route[] {
  return [
    [
      'GET',
      '/health',
      ({ response }) => json(response, hall.engine.isFailing ? 503 : 200, { ok: !hall.engine.isFailing }),
    ],
    [
      'GET',
      '/metrics',
      async ({ response }) => {
        const { type, body } = await metrics.text();
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(body);
      },
    ],
  ];
}
