import type { SessionLine } from '#lib/domain/index.ts';
import type { ListedSession } from '../identity/sessions.ts';
import type { Audit } from '../oversight/audit.ts';
import { json, refuse } from './reply.ts';
import { personOf, type Exchange, type Route } from './router.ts';
import type { Visitors } from './visitors.ts';

/** Where somebody is signed in: everybody sees and ends their own, an administrator anybody's. */
export function sessionListRoutes(visitors: Visitors, audit: Audit): Route[] {
  const { accounts, devices } = visitors;

  const list = (exchange: Exchange, isMeant: (session: ListedSession) => boolean): void => {
    const own = visitors.session(exchange.request)?.hash;
    const sessions = accounts.sessions.all().filter(isMeant);
    json(exchange.response, 200, {
      sessions: sessions
        .map(({ id, hash, account, incarnation, createdAt, seenAt }): SessionLine => ({
          id,
          account,
          device: incarnation,
          deviceLabel: devices.get(incarnation)?.label ?? '',
          since: createdAt,
          seen: seenAt,
          isThis: hash === own,
        }))
        .sort((a, b) => b.seen - a.seen),
    });
  };

  const revoke = async (exchange: Exchange, isMeant: (session: ListedSession) => boolean): Promise<void> => {
    const session = accounts.sessions.all().find(({ id }) => id === exchange.params['id']);
    if (!session || !isMeant(session)) return refuse(exchange.response, 'session-unknown');
    await accounts.sessions.end(session.hash);
    audit.note('session-revoked', {
      account: personOf(exchange).account,
      about: session.account,
      device: session.incarnation,
    });
    json(exchange.response, 200, {});
  };

  const isOwn =
    (exchange: Exchange) =>
    ({ account }: ListedSession): boolean =>
      account === personOf(exchange).account;

  return [
    ['GET', '/api/sessions', (exchange) => list(exchange, isOwn(exchange))],
    ['POST', '/api/sessions/:id/revoke', (exchange) => revoke(exchange, isOwn(exchange))],
    ['GET', '/api/staff/sessions', (exchange) => list(exchange, () => true)],
    ['POST', '/api/staff/sessions/:id/revoke', (exchange) => revoke(exchange, () => true)],
  ];
}
