import type { EventBody } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Timelines } from '../hall/timelines.ts';
import { mayRead } from '../rooms/dossier-facts.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import type { Audit } from '../oversight/audit.ts';
import { json, refuse } from './reply.ts';
import { personOf, type Route } from './router.ts';

const MOST_LABELS = 200;
const ID = /^[\w-]{22}$/;

/** Whose the dossiers of a list are, the time-line of a matter, and the end of a dossier. */
export function dossierRoutes(hall: Hall, dossiers: Dossiers, timelines: Timelines, audit: Audit): Route[] {
  return [
    [
      'GET',
      '/api/dossiers/labels',
      async (exchange) => {
        const { request, response } = exchange;
        const person = personOf(exchange);
        const asked = new URL(request.url ?? '', 'http://hall').searchParams.get('ids') ?? '';
        const ids = asked.split(',').filter((id) => id !== '');
        if (ids.length > MOST_LABELS || !ids.every((id) => ID.test(id)))
          return refuse(response, 'bad-request', { field: 'ids' });
        const readable = ids.filter((id) => mayRead(hall.engine.state, id, person));
        json(response, 200, await dossiers.labels(readable));
      },
    ],
    [
      'GET',
      '/api/matters/:dossier/timeline',
      async (exchange) => {
        const { response, params } = exchange;
        const dossier = params['dossier'] ?? '';
        if (!mayRead(hall.engine.state, dossier, personOf(exchange))) return refuse(response, 'room-not-allowed');
        // One that never was is looked for in no ledger: there may be years of them.
        const isUnknown = (await dossiers.room(dossier)) === 'unknown';
        json(response, 200, { events: isUnknown ? [] : await timelines.of(dossier) });
      },
    ],
    [
      'POST',
      '/api/dossiers/:dossier/erase',
      async (exchange) => {
        const { response, params } = exchange;
        const dossier = params['dossier'] ?? '';
        const erased: EventBody = { kind: 'dossierErased', dossier };
        const isErased = await dossiers.erase(dossier, (changes) =>
          hall.engine.act(
            () => [erased],
            () => changes,
          ),
        );
        if (!isErased) return refuse(response, 'room-unknown');
        audit.note('dossier-erased', { account: personOf(exchange).account, about: dossier });
        json(response, 200, {});
      },
    ],
  ];
}
