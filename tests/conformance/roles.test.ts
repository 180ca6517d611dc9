import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { roles, roomActors, routeAccess, type Asker, type Role, type RouteName } from '#lib/domain/index.ts';
import { roomKinds } from '../../sync-server/sockets/room-sockets.ts';
import { Counter } from '../relay/counter.ts';
import { COMPANY, dossierRoom, openMatter } from '../relay/dossier-client.ts';
import { Browser, newToken, pairedKiosk, pc, takeRow } from '../relay/people.ts';
import { startRelay, type TestRelay } from '../relay/start-relay.ts';

/**
 * Issue 4, proof 7: every kind of visitor × every route × every kind of room, tried on a real relay. Who may is said
 * by the product's own tables, `routeAccess` and `roomActors`; what is not in them is not served, and fails here.
 */

/** Who holds each role in the sample hall. */
const accountOf: Record<Role, string> = {
  administrator: '0001',
  supervisor: '0100',
  guide: '0110',
  chief: '0201',
  clerk: '0317',
  reviewer: '0501',
  pickup: '0601',
};

const strangers = [
  'nobody',
  'somebody with a one-time password',
  'a deactivated person',
  'a kiosk',
  'a board',
  'a revoked PC',
  'an applicant',
  'a program of this machine',
] as const;

type Kind = Role | (typeof strangers)[number];

interface Visitor {
  browser: Browser;
  /** What the table may call them. */
  is: readonly Asker[];
  headers: Record<string, string>;
}

/** Everybody but a program of this machine comes through a proxy on it. */
const elsewhere = { 'x-forwarded-for': '192.0.2.7' };
const routes = Object.keys(routeAccess) as RouteName[];
const kinds: readonly Kind[] = [...strangers, ...roles];
/** A refusal that says who somebody is not; every other answer means that they were let in. */
const notYou = ['not-signed-in', 'password-change-needed', 'role-may-not', 'device-not-paired', 'token-unknown'];

interface Scene {
  relay: TestRelay;
  visitors: Map<Kind, Visitor>;
  /** What stands in a route's path. */
  params: Record<string, string>;
  rooms: Record<string, string>;
}

async function scene(): Promise<Scene> {
  const relay = await startRelay();
  const kiosk = await pairedKiosk(relay);
  const board = new Browser(relay);
  const token = await relay.relay.devices.newLink('board', 'B9');
  await board.post('/api/pairings/claim', { token, incarnation: board.incarnation, surface: 'board' });
  const ticket = newToken();
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash: ticket.tokenHash }));
  const dossier = await openMatter(relay);
  const { engine } = relay.relay.hall;
  const matter = engine.state.mattersByDossier.get(dossier) ?? 0;
  const department = relay.relay.accounts.get(accountOf.reviewer)?.department ?? '';
  // Accepted, with one part: the reviewer's.
  const rest = { slots: [], pickupCode: '', tolerated: [], goodBy: 0, promised: [], estimated: false };
  const stages: [number, [string, string][]][] = [[900, [[COMPANY, department]]]];
  await engine.act(() => [{ kind: 'accepted', matter, number: 1, hash: 'h'.repeat(22), stages, ...rest }]);
  const gone = await pc(relay, '0318');
  await relay.relay.accounts.setActive('0318', false);
  const revoked = await pc(relay, '0502');
  await relay.relay.devices.revoke(revoked.incarnation);
  const victim = await pairedKiosk(relay);
  const oneTime = await new Browser(relay).signIn('0319', relay.founded.firstPasswords.get('0319'));
  const visitors = new Map<Kind, Visitor>();
  const add = (kind: Kind, browser: Browser, is: readonly Asker[], headers: Record<string, string> = elsewhere): void =>
    void visitors.set(kind, { browser, is, headers });
  add('nobody', new Browser(relay), []);
  add('somebody with a one-time password', oneTime, ['person', 'device']);
  add('a deactivated person', gone, ['device']);
  add('a kiosk', kiosk, ['device', 'kiosk']);
  add('a board', board, ['device']);
  add('a revoked PC', revoked, ['revoked']);
  add('an applicant', new Browser(relay), ['holder']);
  add('a program of this machine', new Browser(relay), ['machine'], {});
  for (const role of roles) add(role, await pc(relay, accountOf[role]), [role, 'person', 'device']);
  const { epoch, hall } = relay.relay.hall.engine.identity;
  return {
    relay,
    visitors,
    params: {
      key: ticket.token,
      version: '1',
      account: 'nobody',
      incarnation: victim.incarnation,
      dossier: 'd'.repeat(22),
      id: 'none',
    },
    rooms: {
      ledger: relay.relay.hall.engine.room,
      dossier: dossierRoom(relay, dossier),
      setup: `setup/${hall}/${epoch}`,
    },
  };
}

/** The code of an answer, `''` when it has none. Streams are only looked at. */
async function codeOf({ relay, params }: Scene, { browser, is, headers }: Visitor, route: RouteName): Promise<string> {
  const [method = '', pattern = ''] = route.split(' ');
  // Only an applicant has the token; the others guess.
  const known = is.includes('holder') ? params : { ...params, key: 'g'.repeat(22) };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`nothing stands for :${name} of ${route}`);
    return value;
  });
  const controller = new AbortController();
  const response = await fetch(`${relay.base}${path}`, {
    method,
    headers: { ...browser.headers, ...headers },
    signal: controller.signal,
    ...(method === 'POST' ? { body: route === 'POST /api/quarantine' ? '{"rows":[]}' : '{}' } : {}),
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const { code = '' } = isJson ? ((await response.json()) as { code?: string }) : {};
  controller.abort();
  return code;
}

/** 0: let in. Otherwise the code that the line was ended with. */
function joined({ relay }: Scene, { browser, headers }: Visitor, room: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${relay.host}/rooms/${room}`, { headers: { ...browser.headers, ...headers } });
    socket.on('message', () => {
      resolve(0);
      socket.close();
    });
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => undefined);
  });
}

test('[RO1] the relay serves exactly the routes and rooms of the tables, and everybody they name is tried here', async () => {
  const relay = await startRelay();
  expect(relay.relay.router.names.toSorted()).toEqual([...routes].sort());
  expect([...roomKinds].sort()).toEqual(Object.keys(roomActors).sort());
  expect(Object.keys(accountOf).sort()).toEqual([...roles].sort());
  for (const role of roles) expect(relay.relay.accounts.get(accountOf[role])?.roles).toEqual([role]);
  const { visitors } = await scene();
  expect([...visitors.keys()].sort()).toEqual([...kinds].sort());
  const named = new Set(routes.flatMap((route): readonly Asker[] => routeAccess[route].who));
  const tried = new Set([...visitors.values()].flatMap(({ is }) => is));
  for (const asker of named) if (asker !== 'anyone') expect(tried, asker).toContain(asker);
  for (const actors of Object.values(roomActors)) for (const actor of actors) expect(roles).toContain(actor);
});

test('[RO2] every visitor × every room: let in as the table says, and told why not', async () => {
  const stage = await scene();
  const told: string[] = [];
  for (const [kind, visitor] of stage.visitors) {
    for (const [name, room] of Object.entries(stage.rooms)) {
      const role = (roles as readonly string[]).includes(kind) ? (kind as Role) : null;
      const isAllowed = role !== null && (roomActors[name] ?? []).includes(role);
      const expected = isAllowed ? 0 : role === null ? 4401 : 4403;
      const code = await joined(stage, visitor, room);
      if (code !== expected) told.push(`${kind} × ${name}: ${code} instead of ${expected}`);
    }
  }
  expect(told).toEqual([]);
  expect(stage.visitors.size * Object.keys(stage.rooms).length).toBe(kinds.length * roomKinds.length);
});

test('[RO3] a reviewer of another department has no part in a dossier', async () => {
  const stage = await scene();
  const { relay } = stage;
  const browser = await pc(relay, '0502');
  expect(await joined(stage, { browser, is: [], headers: elsewhere }, stage.rooms['dossier'] ?? '')).toBe(4403);
  expect(await joined(stage, { browser, is: [], headers: elsewhere }, stage.rooms['ledger'] ?? '')).toBe(0);
});

test('[RO4] every visitor × every route: let in or not as the table says', async () => {
  const stage = await scene();
  const told: string[] = [];
  let pairs = 0;
  // Whoever opens the hall for real, or signs out, does so when everybody else has been tried.
  const lasting: readonly RouteName[] = ['POST /api/hall/open', 'DELETE /api/session'];
  const order = [...routes.filter((route) => !lasting.includes(route)), ...lasting];
  for (const route of order) {
    const { who }: { who: readonly Asker[] } = routeAccess[route];
    for (const [kind, visitor] of stage.visitors) {
      const isAllowed = who.includes('anyone') || who.some((asker) => visitor.is.includes(asker));
      const code = await codeOf(stage, visitor, route);
      pairs += 1;
      if (isAllowed === notYou.includes(code)) told.push(`${kind} × ${route}: ${code || 'let in'}`);
    }
  }
  expect(told).toEqual([]);
  expect(pairs).toBe(routes.length * kinds.length);
});

test('[RO5] no role, and no mixture of them, lets a page of somebody else in', async () => {
  const { relay, visitors } = await scene();
  for (const { browser } of visitors.values()) {
    const status = await new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://${relay.host}/rooms/${relay.relay.hall.engine.room}`, {
        headers: { ...browser.headers, origin: 'http://evil.example' },
      });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('open', () => resolve(101));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(403);
  }
});

test('[RO6] what somebody may is what their roles are now: a line that is open ends when the account does', async () => {
  const relay = await startRelay();
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await relay.relay.accounts.setActive('0317', false);
  expect(await counter.closedWith()).toBe(4401);
});
