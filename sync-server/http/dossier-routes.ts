import { routeActors, type EventBody } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Timelines } from '../hall/timelines.ts';
import { mayRead } from '../rooms/dossier-facts.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import type { Account } from '../identity/accounts.ts';
import { json, refuse } from './reply.ts';
import type { Exchange, Route } from './router.ts';
import type { Visitors } from './visitors.ts';

const MOST_LABELS = 200;
const ID = /^[\w-]{22}$/;

/** Whose the dossiers of a list are, the time-line of a matter, and the end of a dossier. */
export function dossierRoutes(hall: Hall, visitors: Visitors, dossiers: Dossiers, timelines: Timelines): Route[] {
  const allowed =
    (right: keyof typeof routeActors, handler: (exchange: Exchange, person: Account) => Promise<void> | void) =>
    (exchange: Exchange): Promise<void> | void => {
      const person = visitors.person(exchange.request, routeActors[right]);
      if (typeof person === 'string') return refuse(exchange.response, person);
      return handler(exchange, person);
    };
  return [
    [
      'GET',
      '/api/dossiers/labels',
      allowed('dossiers.labels', async ({ request, response }, person) => {
        const asked = new URL(request.url ?? '', 'http://hall').searchParams.get('ids') ?? '';
        const ids = asked.split(',').filter((id) => id !== '');
        if (ids.length > MOST_LABELS || !ids.every((id) => ID.test(id)))
          return refuse(response, 'bad-request', { field: 'ids' });
        const readable = ids.filter((id) => mayRead(hall.engine.state, id, person));
        json(response, 200, await dossiers.labels(readable));
      }),
    ],
    [
      'GET',
      '/api/matters/:dossier/timeline',
      allowed('matters.timeline', async ({ response, params }, person) => {
        const dossier = params['dossier'] ?? '';
        if (!mayRead(hall.engine.state, dossier, person)) return refuse(response, 'room-not-allowed');
        // One that never was is looked for in no ledger: there may be years of them.
        const isUnknown = (await dossiers.room(dossier)) === 'unknown';
        json(response, 200, { events: isUnknown ? [] : await timelines.of(dossier) });
      }),
    ],
    [
      'POST',
      '/api/dossiers/:dossier/erase',
      allowed('dossiers.erase', async ({ response, params }) => {
        const dossier = params['dossier'] ?? '';
        const erased: EventBody = { kind: 'dossierErased', dossier };
        const isErased = await dossiers.erase(dossier, (changes) =>
          hall.engine.act(
            () => [erased],
            () => changes,
          ),
        );
        if (isErased) json(response, 200, {});
        else refuse(response, 'room-unknown');
      }),
    ],
  ];
}
