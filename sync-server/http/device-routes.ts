import type { Audit } from '../oversight/audit.ts';
import type { Devices } from '../identity/devices.ts';
import { Ration } from './ration.ts';
import { DEVICE_COOKIE, setCookie } from './cookies.ts';
import { answer, json, readObject, refuse, text } from './reply.ts';
import { personOf, type Route } from './router.ts';

const YEARS = 10 * 365 * 24 * 3600;
const INCARNATION = /^[\w-]{16,32}$/;

/** Pairing kiosks and boards: asking, confirming by code, one-time links, revoking. */
export function deviceRoutes(devices: Devices, audit: Audit, config: { secure: boolean; wall: () => number }): Route[] {
  // Asking needs no identity, so it is rationed by address and for the whole hall.
  const asking = new Ration({ most: 10, perSecond: 0.1 }, { most: 60, perSecond: 1 }, config.wall);
  const credential = (token: string): Record<string, string> => ({
    'set-cookie': setCookie(DEVICE_COOKIE, token, { secure: config.secure, maxAgeSeconds: YEARS }),
  });
  return [
    [
      'POST',
      '/api/pairings',
      async ({ request, response, address }) => {
        if (!asking.take(address)) return refuse(response, 'too-many-requests');
        const body = await readObject(request);
        const surface = body ? text(body, 'surface') : '';
        const incarnation = body ? text(body, 'incarnation') : '';
        if ((surface !== 'kiosk' && surface !== 'board') || !INCARNATION.test(incarnation))
          return refuse(response, 'bad-request');
        answer(response, devices.ask(surface, incarnation));
      },
    ],
    [
      'GET',
      '/api/pairings/:id',
      async ({ request, response, params }) => {
        const polled = await devices.poll(params['id'] ?? '', String(request.headers['x-pairing-secret'] ?? ''));
        if (polled.state === 'confirmed') json(response, 200, { state: 'confirmed' }, credential(polled.token));
        else json(response, 200, { state: polled.state });
      },
    ],
    [
      'POST',
      '/api/pairings/claim',
      async ({ request, response, address }) => {
        if (!asking.take(address)) return refuse(response, 'too-many-requests');
        const body = await readObject(request);
        const incarnation = body ? text(body, 'incarnation') : '';
        if (!body || !INCARNATION.test(incarnation)) return refuse(response, 'bad-request');
        const claimed = await devices.claim(text(body, 'token'), incarnation, text(body, 'surface'));
        if (!claimed.ok) return answer(response, claimed);
        audit.note('device-paired', { device: incarnation });
        json(response, 200, {}, credential(claimed.value.token));
      },
    ],
    [
      'GET',
      '/api/devices',
      ({ response }) =>
        json(response, 200, {
          pending: devices.pending().map(({ id, surface, code, askedAt }) => ({ id, surface, code, askedAt })),
          paired: devices.all().map(({ incarnation, surfaces, label, pairedAt, revoked }) => ({
            incarnation,
            surfaces,
            label,
            pairedAt,
            revoked,
          })),
        }),
    ],
    [
      'POST',
      '/api/devices/confirm',
      async (exchange) => {
        const { request, response } = exchange;
        const body = await readObject(request);
        if (!body) return refuse(response, 'bad-request');
        const confirmed = devices.confirm(text(body, 'code'), text(body, 'label'));
        if (!confirmed.ok) return answer(response, confirmed);
        audit.note('device-paired', { account: personOf(exchange).account, about: confirmed.value.incarnation });
        json(response, 200, {});
      },
    ],
    [
      'POST',
      '/api/devices/:incarnation/revoke',
      async (exchange) => {
        const incarnation = exchange.params['incarnation'] ?? '';
        const revoked = await devices.revoke(incarnation);
        if (revoked.ok) audit.note('device-revoked', { account: personOf(exchange).account, about: incarnation });
        answer(exchange.response, revoked);
      },
    ],
  ];
}
