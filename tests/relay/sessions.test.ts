import { expect, test } from 'vitest';
import type { SessionLine } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { Browser, pc } from './people.ts';
import { PASSWORD, startRelay, waitFor } from './start-relay.ts';

async function sessionsOf(browser: Browser, path = '/api/sessions'): Promise<SessionLine[]> {
  return (await browser.get(path)).body['sessions'] as SessionLine[];
}

test('everybody sees where they are signed in, since when and when last, and nobody else is listed', async () => {
  const relay = await startRelay();
  const began = relay.wall.now;
  const one = await pc(relay, '0317');
  await pc(relay, '0318');
  relay.wall.now += 60_000;
  const two = await pc(relay, '0317');
  relay.wall.now += 10 * 60_000;
  const lines = await sessionsOf(two);
  expect(lines.map(({ account, device, since, isThis }) => [account, device, since, isThis])).toEqual([
    ['0317', two.incarnation, began + 60_000, true],
    ['0317', one.incarnation, began, false],
  ]);
  expect(lines.map(({ seen }) => seen)).toEqual([relay.wall.now, began]);
  const admin = await pc(relay, '0001');
  expect((await sessionsOf(admin, '/api/staff/sessions')).map(({ account }) => account).sort()).toEqual([
    '0001',
    '0317',
    '0317',
    '0318',
  ]);
  expect((await one.get('/api/staff/sessions')).body).toMatchObject({ code: 'role-may-not' });
});

test('an id in a list signs nobody in, and is no cookie', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  const [line] = await sessionsOf(clerk);
  const thief = await new Browser(relay).get('/api/session', { cookie: `onewindow_session=${line?.id}` });
  expect(thief.body['staff']).toBeNull();
  expect(clerk.headers['cookie']).not.toContain(line?.id);
});

test('a session that is ended ends its lines at once; only the own, or anybody’s for an administrator', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  const [line] = await sessionsOf(clerk);
  const other = await pc(relay, '0318');
  expect((await other.post(`/api/sessions/${line?.id}/revoke`)).body).toMatchObject({ code: 'session-unknown' });
  expect((await other.post(`/api/staff/sessions/${line?.id}/revoke`)).body).toMatchObject({ code: 'role-may-not' });
  expect(counter.closed).toBeNull();
  const admin = await pc(relay, '0001');
  expect((await admin.post(`/api/staff/sessions/${line?.id}/revoke`)).status).toBe(200);
  expect(await counter.closedWith()).toBe(4401);
  expect((await clerk.get('/api/session')).body['staff']).toBeNull();
  expect((await admin.post(`/api/staff/sessions/${line?.id}/revoke`)).body).toMatchObject({ code: 'session-unknown' });
  expect(relay.relay.audit.list({ what: 'session-revoked', most: 9 })).toMatchObject([
    { account: '0001', about: '0317', device: clerk.incarnation },
  ]);
});

test('a PC left signed in elsewhere is signed out from here', async () => {
  const relay = await startRelay();
  const left = await pc(relay, '0317');
  const counter = await Counter.open(left, '0317');
  const here = await pc(relay, '0317');
  const line = (await sessionsOf(here)).find(({ isThis }) => !isThis);
  expect((await here.post(`/api/sessions/${line?.id}/revoke`)).status).toBe(200);
  expect(await counter.closedWith()).toBe(4401);
  expect((await here.get('/api/session')).body).toMatchObject({ staff: { account: '0317' } });
});

test('a revoked device: its session is over for every route, and for good', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  await (await pc(relay, '0100')).post(`/api/devices/${clerk.incarnation}/revoke`);
  expect(await counter.closedWith()).toBe(4401);
  for (const path of ['/api/colleagues', '/api/sessions', '/api/dossiers/labels'])
    expect((await clerk.get(path)).body, path).toMatchObject({ code: 'not-signed-in' });
  expect((await clerk.get('/api/board')).body).toMatchObject({ code: 'device-not-paired' });
  await waitFor(() => relay.relay.accounts.sessions.all().every(({ account }) => account !== '0317'), 'the end');
  const again = await startRelay({ storage: relay.storage, isFounded: true });
  expect(again.relay.accounts.sessions.all().some(({ account }) => account === '0317')).toBe(false);
});

test('when somebody was last seen outlives a restart, and an open line counts', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  await Counter.open(clerk, '0317');
  relay.wall.now += 20 * 60_000;
  await waitFor(() => relay.relay.accounts.sessions.all()[0]?.seenAt === relay.wall.now, 'the heartbeat');
  const again = await startRelay({ storage: relay.storage, isFounded: true, at: relay.wall.now });
  expect(again.relay.accounts.sessions.all()).toMatchObject([{ account: '0317', seenAt: relay.wall.now }]);
});

test('guesses are rationed by address before any of them costs the hall work, and for the hall as a whole', async () => {
  const relay = await startRelay();
  const guess = async (from: string, account: string): Promise<unknown> => {
    const browser = new Browser(relay);
    const response = await fetch(`${relay.base}/api/session`, {
      method: 'POST',
      headers: { ...browser.headers, 'x-forwarded-for': from },
      body: JSON.stringify({ account, password: 'guess', incarnation: 'no incarnation' }),
    });
    return ((await response.json()) as { code: string }).code;
  };
  for (let n = 0; n < 60; n += 1) expect(await guess('9.9.9.9', `0${n}`)).toBe('bad-request');
  expect(await guess('9.9.9.9', '0317')).toBe('too-many-requests');
  // Another address has its own ration, until the hall's is used up.
  expect(await guess('8.8.8.8', '0317')).toBe('bad-request');
  for (let n = 0; n < 139; n += 1) await guess(`7.7.7.${n}`, '0317');
  expect(await guess('6.6.6.6', '0317')).toBe('too-many-requests');
  relay.wall.now += 10_000;
  expect(await guess('6.6.6.6', '0317')).toBe('bad-request');
});

test('wrong passwords from everywhere lock the account; the right one from its own PC waits as well', async () => {
  const relay = await startRelay();
  for (let n = 0; n < 5; n += 1) await new Browser(relay).trySignIn('0317', 'guess');
  expect((await new Browser(relay).trySignIn('0317', PASSWORD)).body).toMatchObject({ code: 'sign-in-throttled' });
  // A supervisor helps.
  const reset = await (await pc(relay, '0100')).post('/api/staff/0317/password');
  expect((await new Browser(relay).trySignIn('0317', String(reset.body['password']))).status).toBe(200);
});
