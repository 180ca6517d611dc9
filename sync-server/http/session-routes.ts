import type { SessionView } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { DEVICE_COOKIE, SESSION_COOKIE, cookie, setCookie } from './cookies.ts';
import { answer, json, readObject, refuse, text } from './reply.ts';
import { Ration } from './ration.ts';
import type { Exchange, Route } from './router.ts';
import type { Visitors } from './visitors.ts';

const YEARS = 10 * 365 * 24 * 3600;
const INCARNATION = /^[\w-]{16,32}$/;

/** Who this browser is, signing in and out, and the published setups. */
export function sessionRoutes(hall: Hall, visitors: Visitors, config: { publicUrl: string; secure: boolean }): Route[] {
  const guesses = new Ration({ most: 60, perSecond: 2 }, { most: 200, perSecond: 10 }, () => hall.clock.wall());
  const view = (exchange: Exchange): SessionView => {
    const session = visitors.session(exchange.request);
    const device = visitors.device(exchange.request);
    const { identity, room, state, setupVersion, setup } = hall.engine;
    const account = session?.account;
    return {
      hall: identity.hall,
      hallName: setup.hall.name,
      hallNameEn: setup.hall.nameEn,
      practice: identity.practice,
      recovering: hall.isRecovering,
      epoch: identity.epoch,
      day: state.day,
      ledger: room,
      setup: setupVersion,
      utcOffsetMinutes: setup.hall.utcOffsetMinutes,
      now: hall.clock.now(),
      wall: hall.clock.wall(),
      publicUrl: config.publicUrl,
      staff: account
        ? {
            account: account.account,
            name: account.name,
            roles: account.roles,
            department: account.department,
            mustChangePassword: account.mustChangePassword,
          }
        : null,
      device: device ? { surfaces: device.surfaces, label: device.label } : null,
    };
  };

  return [
    ['GET', '/api/session', (exchange) => json(exchange.response, 200, view(exchange))],
    [
      'POST',
      '/api/session',
      async (exchange) => {
        // Before argon2: guesses cost the guesser, not the hall.
        if (!guesses.take(exchange.address)) return refuse(exchange.response, 'too-many-requests');
        const body = await readObject(exchange.request);
        if (!body) return refuse(exchange.response, 'bad-request');
        const incarnation = text(body, 'incarnation');
        if (!INCARNATION.test(incarnation)) return refuse(exchange.response, 'bad-request', { field: 'incarnation' });
        if (visitors.devices.get(incarnation)?.revoked) return refuse(exchange.response, 'device-revoked');
        const signedIn = await visitors.accounts.signIn(text(body, 'account'), text(body, 'password'), incarnation);
        if (!signedIn.ok) return answer(exchange.response, signedIn);
        const account = signedIn.value.account.account;
        const device = await visitors.devices.signedIn(incarnation, account, cookie(exchange.request, DEVICE_COOKIE));
        if (!device.ok) return answer(exchange.response, device);
        const cookies = [
          setCookie(SESSION_COOKIE, signedIn.value.token, { secure: config.secure, maxAgeSeconds: 14 * 3600 }),
        ];
        if (device.value.token)
          cookies.push(setCookie(DEVICE_COOKIE, device.value.token, { secure: config.secure, maxAgeSeconds: YEARS }));
        json(exchange.response, 200, {}, { 'set-cookie': cookies });
      },
    ],
    [
      'DELETE',
      '/api/session',
      async (exchange) => {
        const session = visitors.session(exchange.request);
        if (session) await visitors.accounts.signOut(session.hash);
        json(
          exchange.response,
          200,
          {},
          { 'set-cookie': setCookie(SESSION_COOKIE, '', { secure: config.secure, maxAgeSeconds: 0 }) },
        );
      },
    ],
    [
      'POST',
      '/api/session/password',
      async (exchange) => {
        const session = visitors.session(exchange.request);
        if (!session) return refuse(exchange.response, 'not-signed-in');
        const body = await readObject(exchange.request);
        if (!body) return refuse(exchange.response, 'bad-request');
        answer(
          exchange.response,
          await visitors.accounts.changePassword(
            session.account.account,
            text(body, 'current'),
            text(body, 'next'),
            session.hash,
          ),
        );
      },
    ],
    [
      'GET',
      '/api/setup/:version',
      async (exchange) => {
        if (!visitors.session(exchange.request) && !visitors.device(exchange.request))
          return refuse(exchange.response, 'device-not-paired');
        const published = await hall.publishedSetup(Number(exchange.params['version']));
        if (!published) return refuse(exchange.response, 'setup-unknown');
        json(exchange.response, 200, published.setup);
      },
    ],
  ];
}
