import { describe, expect, test } from 'vitest';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { Counter } from './counter.ts';
import { Browser, pairedKiosk, pc, takeRow } from './people.ts';
import { FickleStorage, PASSWORD, startRelay, waitFor } from './start-relay.ts';

describe('signing in', () => {
  test('a wrong password counts down, the fifth locks, and the lock ends', async () => {
    const relay = await startRelay();
    const browser = new Browser(relay);
    for (const left of [4, 3, 2, 1]) {
      expect(await browser.trySignIn('0317', 'wrong')).toMatchObject({
        status: 401,
        body: { code: 'sign-in-failed', data: { left } },
      });
    }
    expect(await browser.trySignIn('0317', 'wrong')).toMatchObject({
      status: 429,
      body: { code: 'sign-in-throttled', data: { minutes: 15 } },
    });
    expect(await browser.trySignIn('0317', PASSWORD)).toMatchObject({
      status: 429,
      body: { code: 'sign-in-throttled' },
    });
    relay.wall.now += 15 * 60_000 + 1;
    expect((await browser.trySignIn('0317', PASSWORD)).status).toBe(200);
  });

  test('guesses sent at once are counted each', async () => {
    const relay = await startRelay();
    const browser = new Browser(relay);
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser.trySignIn('0317', 'wrong')));
    expect(answers.filter((answer) => answer.body['code'] === 'sign-in-failed')).toHaveLength(4);
    expect(answers.filter((answer) => answer.body['code'] === 'sign-in-throttled')).toHaveLength(4);
  });

  test('the right password forgets the wrong ones before it', async () => {
    const relay = await startRelay();
    const browser = new Browser(relay);
    await browser.trySignIn('0317', 'wrong');
    await browser.signIn('0317');
    expect(await browser.trySignIn('0317', 'wrong')).toMatchObject({ body: { data: { left: 4 } } });
  });

  test('whoever guesses on cannot tell a number that nobody has from one that somebody has', async () => {
    const relay = await startRelay();
    const { accounts } = relay.relay;
    const guess = async (): Promise<void> => {
      const [known, unknown] = await Promise.all(
        ['0317', '9999'].map((account) => accounts.signIn(account, 'wrong', 'x'.repeat(20))),
      );
      expect(unknown).toEqual(known);
    };
    for (let n = 0; n < 6; n += 1) await guess();
    relay.wall.now += 5 * 60_000;
    await guess();
    relay.wall.now += 11 * 60_000;
    await guess();
  });

  test('an unknown account is answered as a wrong password is', async () => {
    const relay = await startRelay();
    expect(await new Browser(relay).trySignIn('9999', 'wrong')).toMatchObject({
      status: 401,
      body: { code: 'sign-in-failed', data: { left: 4 } },
    });
  });

  test('the cookie is HttpOnly and SameSite=Strict; secrets are kept only as hashes', async () => {
    const relay = await startRelay();
    const answer = await new Browser(relay).trySignIn('0317', PASSWORD);
    expect(answer.cookies).toHaveLength(2);
    for (const cookie of answer.cookies) expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
    const [token = ''] = (answer.cookies[0] ?? '').split(';')[0]?.split('=').slice(1) ?? [];
    const stored = JSON.stringify([
      ...(await relay.storage.list('session')),
      ...(await relay.storage.list('device')),
      ...(await relay.storage.list('account')),
    ]);
    expect(token.length).toBeGreaterThan(30);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(PASSWORD);
    const hash = relay.relay.accounts.get('0317')?.passwordHash ?? '';
    expect(hash).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    expect(hash).not.toBe(relay.relay.accounts.get('0318')?.passwordHash);
  });

  test('who must change the password can do nothing else, and can afterwards', async () => {
    const relay = await startRelay();
    const first = relay.founded.firstPasswords.get('0319') ?? '';
    const browser = await new Browser(relay).signIn('0319', first);
    expect(await (await Counter.connect(browser, '0319')).closedWith()).toBe(4401);
    expect((await browser.post('/api/session/password', { current: first, next: 'short' })).body).toMatchObject({
      code: 'password-too-short',
      data: { least: 8 },
    });
    expect((await browser.post('/api/session/password', { current: 'wrong', next: 'long-enough' })).body).toMatchObject(
      { code: 'sign-in-failed' },
    );
    expect((await browser.post('/api/session/password', { current: first, next: 'long-enough' })).status).toBe(200);
    const counter = await Counter.open(browser, '0319');
    expect(await counter.act('openWindow', { window: 1 })).toMatchObject({ ok: true });
  });

  test("a supervisor with a one-time password cannot use a supervisor's routes", async () => {
    const relay = await startRelay();
    const reset = await (await pc(relay, '0001')).post('/api/staff/0100/password');
    const browser = await new Browser(relay).signIn('0100', String(reset.body['password']));
    expect(await browser.get('/api/devices')).toMatchObject({ body: { code: 'password-change-needed' } });
  });

  test.each([
    ['signing out', (browser: Browser) => browser.remove('/api/session')],
    ['a new password', async (_: Browser, administrator: Browser) => administrator.post('/api/staff/0317/password')],
    [
      'an inactive account',
      async (_: Browser, administrator: Browser) => administrator.post('/api/staff/0317/active', { active: false }),
    ],
  ])('%s closes the socket with 4401', async (_, end) => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const administrator = await pc(relay, '0001');
    const counter = await Counter.open(browser, '0317');
    expect((await end(browser, administrator)).status).toBe(200);
    expect(await counter.closedWith()).toBe(4401);
    expect(await (await Counter.connect(browser, '0317')).closedWith()).toBe(4401);
  });

  test('a session that has run out closes the socket at the next heartbeat', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    relay.wall.now += 14 * 3_600_000 + 1;
    expect(await counter.closedWith()).toBe(4401);
  });

  test('an inactive account is told so, with the right password only', async () => {
    const relay = await startRelay();
    await relay.relay.accounts.setActive('0317', false);
    const browser = new Browser(relay);
    expect(await browser.trySignIn('0317', PASSWORD)).toMatchObject({
      status: 403,
      body: { code: 'account-inactive' },
    });
    expect(await browser.trySignIn('0317', 'wrong')).toMatchObject({ body: { code: 'sign-in-failed' } });
  });

  test('a session outlives a restart of the relay', async () => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const again = await startRelay({ storage: relay.storage, isFounded: true });
    expect((await browser.at(again).get('/api/session')).body).toMatchObject({ staff: { account: '0317' } });
  });

  test.each(['http://evil.example', 'null', null])(
    'a request that changes something, from %s, is refused',
    async (origin) => {
      const relay = await startRelay();
      const browser = await pc(relay, '0100');
      browser.origin = origin;
      for (const path of [
        '/api/session',
        '/api/commands',
        '/api/pairings',
        '/api/staff',
        '/api/setup',
        '/api/hall/open',
      ]) {
        expect(await browser.post(path)).toMatchObject({ status: 403, body: { code: 'origin-not-allowed' } });
      }
      expect((await browser.remove('/api/session')).status).toBe(403);
      if (origin !== null) expect((await browser.get('/api/session')).status).toBe(403);
      browser.origin = relay.base;
      expect((await browser.get('/api/session')).body).toMatchObject({ staff: { account: '0100' } });
    },
  );
});

describe('people', () => {
  test('names are checked, accounts are unique, roles are known', async () => {
    const relay = await startRelay();
    const administrator = await pc(relay, '0001');
    const create = (draft: Record<string, unknown>) =>
      administrator.post('/api/staff', { account: '0777', name: '阿依古丽·买买提', roles: ['clerk'], ...draft });
    expect((await create({})).body).toHaveProperty('password');
    expect((await create({})).body).toMatchObject({ code: 'account-taken' });
    expect((await create({ account: '0778', name: '一'.repeat(61) })).body).toMatchObject({ code: 'name-too-long' });
    expect((await create({ account: '0778', name: 'x'.repeat(5000) })).body).toMatchObject({ code: 'name-too-long' });
    expect((await create({ account: '0778', name: '张\u0007' })).body).toMatchObject({
      code: 'name-has-control-characters',
    });
    expect((await create({ account: '0778', roles: ['king'] })).body).toMatchObject({ code: 'bad-request' });
    expect((await create({ account: '0778', roles: [] })).body).toMatchObject({ code: 'bad-request' });
    expect((await create({ account: '0778', name: '𠮷田' })).body).toHaveProperty('password');
  });

  test('a supervisor helps the floor, and touches neither an administrator nor the list', async () => {
    const relay = await startRelay();
    const supervisor = await pc(relay, '0100');
    expect((await supervisor.post('/api/staff/0317/password')).status).toBe(200);
    expect(await supervisor.post('/api/staff/0001/password')).toMatchObject({ status: 403 });
    expect(await supervisor.post('/api/staff', {})).toMatchObject({ status: 403 });
    expect(await (await pc(relay, '0318')).get('/api/staff')).toMatchObject({ status: 403 });
    expect(JSON.stringify((await supervisor.get('/api/staff')).body)).not.toContain('passwordHash');
  });

  test('an administrator cannot lock the last door behind themselves', async () => {
    const relay = await startRelay();
    expect(await (await pc(relay, '0001')).post('/api/staff/0001/active', { active: false })).toMatchObject({
      body: { code: 'bad-request' },
    });
  });

  test('two setups published at once on a slow disk are two versions', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const { hall } = relay.relay;
    disk.hold();
    const both = [hall.publish(structuredClone(hall.setup)), hall.publish(structuredClone(hall.setup))];
    disk.release();
    expect((await Promise.all(both)).map((each) => (each.ok ? each.value.version : 0))).toEqual([2, 3]);
  });

  test('guesses at once on a slow disk are counted each', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    disk.hold();
    const guesses = Array.from({ length: 6 }, () => relay.relay.accounts.signIn('0317', 'wrong', 'x'.repeat(20)));
    disk.release();
    expect((await Promise.all(guesses)).filter((each) => !each.ok && each.code === 'sign-in-failed')).toHaveLength(4);
  });

  test('a guess that comes while earlier ones are written is counted on top of them', async () => {
    const inner = memoryStorage();
    const waiting: (() => void)[] = [];
    let isSlow = false;
    const storage: Storage = {
      ...inner,
      commit: async (changes) => {
        if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
        await inner.commit(changes);
      },
    };
    const relay = await startRelay({ storage });
    const { accounts } = relay.relay;
    isSlow = true;
    const guess = (): Promise<unknown> => accounts.signIn('0317', 'wrong', 'x'.repeat(20));
    const guesses = [guess(), guess(), guess(), guess()];
    await waitFor(() => waiting.length > 0, 'the first to be written');
    waiting.shift()?.();
    await guesses[0];
    guesses.push(guess());
    isSlow = false;
    for (const release of waiting) release();
    await Promise.all(guesses);
    expect(await accounts.signIn('0317', PASSWORD, 'x'.repeat(20))).toMatchObject({ code: 'sign-in-throttled' });
  });

  test('two changes to one account at once: none is lost', async () => {
    const { accounts } = (await startRelay()).relay;
    await Promise.all([accounts.resetPassword('0317'), accounts.setActive('0317', false)]);
    expect(accounts.get('0317')).toMatchObject({ active: false, mustChangePassword: true });
    const draft = { account: '0777', name: '阿依古丽', roles: ['clerk' as const], department: null };
    const both = await Promise.all([accounts.create(draft), accounts.create(draft)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('a password that is replaced while it is used opens nothing any more', async () => {
    const { accounts } = (await startRelay()).relay;
    const [signedIn, reset] = await Promise.all([
      accounts.signIn('0317', PASSWORD, 'x'.repeat(20)),
      accounts.resetPassword('0317'),
    ]);
    // Whichever was first, nobody is in by the old one.
    expect(signedIn.ok && accounts.session(signedIn.value.token)).toBeFalsy();
    expect(accounts.sessions.all()).toEqual([]);
    const current = reset.ok ? reset.value.password : '';
    const [, again] = await Promise.all([
      accounts.changePassword('0317', current, 'of-somebody-else'),
      accounts.resetPassword('0317'),
    ]);
    const last = again.ok ? again.value.password : '';
    expect(await accounts.signIn('0317', 'of-somebody-else', 'x'.repeat(20))).toMatchObject({ code: 'sign-in-failed' });
    expect((await accounts.signIn('0317', last, 'x'.repeat(20))).ok).toBe(true);
  });

  test('a published setup is a new number, immutable, and a faulty one tells all its faults', async () => {
    const relay = await startRelay();
    const administrator = await pc(relay, '0001');
    const setup = structuredClone(relay.relay.hall.setup);
    setup.hall.phone = '0999-1';
    const answers = await Promise.all([
      administrator.post('/api/setup', setup),
      administrator.post('/api/setup', setup),
    ]);
    expect(answers.map((answer) => answer.body['version']).sort()).toEqual([2, 3]);
    expect((await administrator.get('/api/setup/1')).body).not.toMatchObject({ hall: { phone: '0999-1' } });
    expect((await administrator.get('/api/setup/2')).body).toMatchObject({ hall: { phone: '0999-1' } });
    expect(relay.relay.hall.engine.state.setup).toBe(3);
    const faulty = structuredClone(setup);
    faulty.routes = {};
    expect((await administrator.post('/api/setup', faulty)).body).toMatchObject({ code: 'setup-invalid' });
    expect(await administrator.get('/api/setup/99')).toMatchObject({ status: 404, body: { code: 'setup-unknown' } });
    expect(await (await pc(relay, '0100')).post('/api/setup', setup)).toMatchObject({ status: 403 });
  });
});

describe('pairing', () => {
  test('by the code on its screen, confirmed by a supervisor, once', async () => {
    const relay = await startRelay();
    const kiosk = new Browser(relay);
    const asked = await kiosk.post('/api/pairings', { surface: 'kiosk', incarnation: kiosk.incarnation });
    const { id, secret, code } = asked.body as { id: string; secret: string; code: string };
    expect(code).toMatch(/^\d{6}$/);
    const poll = (with_: string) => kiosk.get(`/api/pairings/${id}`, { 'x-pairing-secret': with_ });
    expect((await poll(secret)).body).toEqual({ state: 'pending' });
    const clerk = await pc(relay, '0317');
    expect(await clerk.post('/api/devices/confirm', { code, label: 'K2' })).toMatchObject({ status: 403 });
    const supervisor = await pc(relay, '0100');
    expect((await supervisor.post('/api/devices/confirm', { code: '000000x', label: 'K2' })).body).toMatchObject({
      code: 'pairing-code-invalid',
    });
    expect((await supervisor.post('/api/devices/confirm', { code, label: 'K2' })).status).toBe(200);
    expect((await poll('wrong')).body).toEqual({ state: 'gone' });
    expect((await poll(secret)).body).toEqual({ state: 'confirmed' });
    expect((await poll(secret)).body).toEqual({ state: 'gone' });
    expect((await kiosk.get('/api/session')).body).toMatchObject({ device: { surfaces: ['kiosk'], label: 'K2' } });
  });

  test('a code that nobody confirmed is forgotten after a quarter of an hour', async () => {
    const relay = await startRelay();
    const kiosk = new Browser(relay);
    const { code } = (await kiosk.post('/api/pairings', { surface: 'kiosk', incarnation: kiosk.incarnation })).body as {
      code: string;
    };
    relay.wall.now += 15 * 60_000 + 1;
    expect((await (await pc(relay, '0100')).post('/api/devices/confirm', { code, label: 'K2' })).body).toMatchObject({
      code: 'pairing-code-invalid',
    });
  });

  test('by the one-time link, once', async () => {
    const relay = await startRelay();
    const link = relay.founded.links.find(({ surface }) => surface === 'kiosk')?.token ?? '';
    const [one, two] = [new Browser(relay), new Browser(relay)];
    const claim = (browser: Browser, surface: string) =>
      browser.post('/api/pairings/claim', { token: link, incarnation: browser.incarnation, surface });
    expect((await claim(one, 'board')).body).toMatchObject({ code: 'pairing-code-invalid' });
    const answers = await Promise.all([claim(one, 'kiosk'), claim(two, 'kiosk')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422]);
    expect((await claim(new Browser(relay), 'kiosk')).body).toMatchObject({ code: 'pairing-code-invalid' });
  });

  test('a revoked kiosk is refused, and cannot pair again under its old name', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const supervisor = await pc(relay, '0100');
    expect((await supervisor.post(`/api/devices/${kiosk.incarnation}/revoke`)).status).toBe(200);
    expect(await kiosk.post('/api/commands', takeRow(relay, kiosk, 1))).toMatchObject({
      status: 401,
      body: { code: 'device-not-paired' },
    });
    expect((await kiosk.get('/api/board')).status).toBe(401);
    expect(
      (await kiosk.post('/api/pairings', { surface: 'kiosk', incarnation: kiosk.incarnation })).body,
    ).toMatchObject({ code: 'device-revoked' });
  });

  test.each(['signing in', 'pairing'] as const)(
    'a device that is revoked in the middle of %s stays so',
    async (how) => {
      const disk = new FickleStorage();
      const relay = await startRelay({ storage: disk.storage });
      const browser = await pc(relay, '0317');
      const { devices } = relay.relay;
      const link = await devices.newLink('kiosk', 'K8');
      disk.hold();
      const { incarnation } = browser;
      const revoked = devices.revoke(incarnation);
      const other =
        how === 'pairing'
          ? devices.claim(link, incarnation, 'kiosk')
          : devices.signedIn(incarnation, '0317', undefined);
      disk.release();
      expect(await revoked).toMatchObject({ ok: true });
      expect(await other).toMatchObject({ ok: false, code: 'device-revoked' });
      expect([devices.get(incarnation)?.revoked, devices.get(incarnation)?.surfaces]).toEqual([true, ['staff']]);
      expect(await disk.inner.get('device', incarnation)).toMatchObject({ revoked: true });
    },
  );

  test('a kiosk that was revoked after its code was confirmed gets no credential any more', async () => {
    const { devices } = (await startRelay()).relay;
    const incarnation = 'k'.repeat(20);
    const link = await devices.newLink('board', 'B8');
    await devices.claim(link, incarnation, 'board');
    const asked = devices.ask('kiosk', incarnation);
    if (!asked.ok) throw new Error(asked.code);
    devices.confirm(asked.value.code, 'K9');
    await devices.revoke(incarnation);
    expect(await devices.poll(asked.value.id, asked.value.secret)).toEqual({ state: 'gone' });
    expect(devices.get(incarnation)?.revoked).toBe(true);
  });

  test('a revoked staff PC loses its line and cannot sign in', async () => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const counter = await Counter.open(browser, '0317');
    const supervisor = await pc(relay, '0100');
    await supervisor.post(`/api/devices/${browser.incarnation}/revoke`);
    expect(await counter.closedWith()).toBe(4401);
    expect((await browser.trySignIn('0317', PASSWORD)).body).toMatchObject({ code: 'device-revoked' });
  });

  test('a kiosk sends only its own rows, and no staff PC sends rows as a kiosk', async () => {
    const relay = await startRelay();
    const [one, two] = [await pairedKiosk(relay), await pairedKiosk(relay)];
    expect(await one.post('/api/commands', takeRow(relay, two, 1))).toMatchObject({
      status: 403,
      body: { code: 'device-not-yours' },
    });
    const clerk = await pc(relay, '0317');
    expect((await clerk.post('/api/commands', takeRow(relay, clerk, 1))).body).toMatchObject({
      code: 'device-not-paired',
    });
  });

  test('asking is rationed', async () => {
    const relay = await startRelay();
    const codes: unknown[] = [];
    for (let index = 0; index < 32; index += 1) {
      const browser = new Browser(relay);
      codes.push(
        (await browser.post('/api/pairings', { surface: 'board', incarnation: browser.incarnation })).body['code'],
      );
    }
    expect(codes.at(-1)).toBe('too-many-requests');
    await waitFor(() => relay.relay.devices.pending().length <= 30);
  });
});
