import type { SessionView } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Audit } from '../oversight/audit.ts';
import { DEVICE_COOKIE, SESSION_COOKIE, cookie, setCookie } from './cookies.ts';
import { answer, json, readObject, refuse, text } from './reply.ts';
import { Ration } from './ration.ts';
import { personOf, type Exchange, type Route } from './router.ts';
import type { Visitors } from './visitors.ts';

const YEARS = 10 * 365 * 24 * 3600;
const INCARNATION = /^[\w-]{16,32}$/;

/** Who this browser is, signing in and out, and the published setups. */
export function sessionRoutes(
  hall: Hall,
  visitors: Visitors,
  audit: Audit,
  config: { publicUrl: string; secure: boolean },
): Route[] {
  const { accounts, devices } = visitors;
  const guesses = new Ration({ most: 60, perSecond: 2 }, { most: 200, perSecond: 10 }, () => hall.clock.wall());
  const view = ({ person, device }: Exchange): SessionView => {
    const { identity, room, state, setupVersion, setup } = hall.engine;
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
      staff: person
        ? {
            account: person.account,
            name: person.name,
            roles: person.roles,
            department: person.department,
            mustChangePassword: person.mustChangePassword,
          }
        : null,
      device: device ? { surfaces: device.surfaces, label: device.label } : null,
    };
  };

  const signIn = async ({ request, response, address }: Exchange): Promise<void> => {
    // Before argon2: guesses cost the guesser, not the hall.
    if (!guesses.take(address)) return refuse(response, 'too-many-requests');
    const body = await readObject(request);
    if (!body) return refuse(response, 'bad-request');
    const incarnation = text(body, 'incarnation');
    if (!INCARNATION.test(incarnation)) return refuse(response, 'bad-request', { field: 'incarnation' });
    const account = text(body, 'account');
    // As the hall knows them: people type passwords where a number belongs.
    const known = {
      account: accounts.get(account) ? account : null,
      device: devices.get(incarnation) ? incarnation : null,
    };
    if (devices.get(incarnation)?.revoked) {
      audit.note('sign-in-failed', { ...known, code: 'device-revoked' });
      return refuse(response, 'device-revoked');
    }
    const signedIn = await accounts.signIn(account, text(body, 'password'), incarnation);
    if (!signedIn.ok) {
      audit.note('sign-in-failed', { ...known, code: signedIn.code });
      return answer(response, signedIn);
    }
    const device = await devices.signedIn(incarnation, account, cookie(request, DEVICE_COOKIE));
    if (!device.ok) {
      audit.note('sign-in-failed', { ...known, code: device.code });
      return answer(response, device);
    }
    audit.note('sign-in', { account, device: incarnation });
    const { secure } = config;
    const cookies = [setCookie(SESSION_COOKIE, signedIn.value.token, { secure, maxAgeSeconds: 14 * 3600 })];
    if (device.value.token)
      cookies.push(setCookie(DEVICE_COOKIE, device.value.token, { secure, maxAgeSeconds: YEARS }));
    json(response, 200, {}, { 'set-cookie': cookies });
  };

  return [
    ['GET', '/api/session', (exchange) => json(exchange.response, 200, view(exchange))],
    ['POST', '/api/session', signIn],
    [
      'DELETE',
      '/api/session',
      async ({ request, response }) => {
        const session = visitors.session(request);
        if (session) {
          await accounts.sessions.end(session.hash);
          audit.note('sign-out', { account: session.account.account, device: session.session.incarnation });
        }
        const ended = setCookie(SESSION_COOKIE, '', { secure: config.secure, maxAgeSeconds: 0 });
        json(response, 200, {}, { 'set-cookie': ended });
      },
    ],
    [
      'POST',
      '/api/session/password',
      async (exchange) => {
        const { request, response } = exchange;
        const { account } = personOf(exchange);
        const body = await readObject(request);
        if (!body) return refuse(response, 'bad-request');
        const keep = visitors.session(request)?.hash;
        const changed = await accounts.changePassword(account, text(body, 'current'), text(body, 'next'), keep);
        if (changed.ok) audit.note('password-changed', { account });
        answer(response, changed);
      },
    ],
    [
      'GET',
      '/api/setup/:version',
      async ({ response, params }) => {
        const published = await hall.publishedSetup(Number(params['version']));
        if (!published) return refuse(response, 'setup-unknown');
        json(response, 200, published.setup);
      },
    ],
  ];
}
