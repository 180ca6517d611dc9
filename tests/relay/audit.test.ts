import * as Y from 'yjs';
import { expect, test } from 'vitest';
import type { AuditEntry } from '#lib/domain/index.ts';
import { Audit } from '../../sync-server/oversight/audit.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { Counter } from './counter.ts';
import { clientOf, DossierClient, dossierRoom, newDossierId, openMatter } from './dossier-client.ts';
import { Browser, pairedKiosk, pc, takeRow } from './people.ts';
import { FickleStorage, PASSWORD, startRelay, waitFor, type TestRelay } from './start-relay.ts';

async function audit(relay: TestRelay, query = ''): Promise<AuditEntry[]> {
  const answer = await (await pc(relay, '0001')).get(`/api/audit${query}`);
  expect(answer.status).toBe(200);
  return answer.body['entries'] as AuditEntry[];
}

test('a refused room, frame and update each end their line, leave the bytes as they were, and are noted', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  const dossier = await openMatter(relay);
  const name = dossierRoom(relay, dossier);
  const client = await clientOf(relay, '0317', dossier);
  client.type('applicant.name', '张');
  await client.saved();
  const before = await relay.storage.readLog(name);

  const nowhere = await DossierClient.open(clerk, dossierRoom(relay, newDossierId()));
  expect(await nowhere.closedWith()).toBe(4404);
  const misfit = await DossierClient.open(clerk, name);
  const doc = new Y.Doc();
  doc.getMap('no-such-root').set('a', 1);
  misfit.update(Y.encodeStateAsUpdate(doc));
  expect(await misfit.closedWith()).toBe(4422);
  const garbled = await DossierClient.open(clerk, name);
  garbled.raw(new Uint8Array([0, 99, 1]));
  expect(await garbled.closedWith()).toBe(4400);
  const counter = await Counter.open(clerk, '0317');
  counter.raw(new Uint8Array([77]));
  expect(await counter.closedWith()).toBe(4400);

  expect(await relay.storage.readLog(name)).toEqual(before);
  const own = { account: '0317', device: clerk.incarnation, about: null, times: 1 };
  expect((await audit(relay)).slice(0, 6)).toMatchObject([
    { what: 'sign-in', account: '0001' },
    { what: 'frame-refused', code: '4400', room: 'ledger', ...own },
    { what: 'frame-refused', code: '4400', room: 'dossier', ...own },
    { what: 'update-refused', code: '4422', room: 'dossier', ...own },
    { what: 'room-refused', code: '4404', room: 'dossier', ...own },
    { what: 'sign-in', account: '0317' },
  ]);
});

test('nobody who is turned away at the door has a name', async () => {
  const relay = await startRelay();
  const stranger = new Browser(relay);
  expect(await (await Counter.connect(stranger, '0317')).closedWith()).toBe(4401);
  stranger.origin = 'http://evil.example';
  await (await Counter.connect(stranger, '0317')).closedWith();
  expect(
    (await audit(relay, '?what=room-refused')).map(({ code, account, device }) => [code, account, device]),
  ).toEqual([
    ['origin-not-allowed', null, null],
    ['4401', null, null],
  ]);
});

test('who comes in and who fails to; a number that nobody has is not written down', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  await clerk.trySignIn('0317', 'wrong');
  await clerk.trySignIn(PASSWORD, 'typed in the wrong field');
  await clerk.post('/api/session/password', { current: PASSWORD, next: 'another-good-one' });
  await clerk.remove('/api/session');
  const entries = await audit(relay);
  expect(entries.map(({ what, code, account }) => [what, code, account]).reverse()).toEqual([
    ['sign-in', null, '0317'],
    ['sign-in-failed', 'sign-in-failed', '0317'],
    ['sign-in-failed', 'sign-in-failed', null],
    ['password-changed', null, '0317'],
    ['sign-out', null, '0317'],
    ['sign-in', null, '0001'],
  ]);
  expect(JSON.stringify(entries)).not.toContain(PASSWORD);
});

test('what is done to people, devices, dossiers and the hall names who did it and to whom', async () => {
  const relay = await startRelay();
  const admin = await pc(relay, '0001');
  const kiosk = await pairedKiosk(relay);
  const dossier = await openMatter(relay);
  await admin.post('/api/staff', { account: '0777', name: '张三', roles: ['clerk'] });
  await admin.post('/api/staff/0777/password');
  await admin.post('/api/staff/0777/active', { active: false });
  await admin.post('/api/staff/0777/active', { active: true });
  await admin.post(`/api/devices/${kiosk.incarnation}/revoke`);
  await admin.post(`/api/dossiers/${dossier}/erase`);
  await admin.post('/api/setup', structuredClone(relay.relay.hall.setup));
  await admin.post('/api/hall/open');
  const entries = (await audit(relay)).filter(({ account, what }) => account === '0001' && what !== 'sign-in');
  expect(entries.map(({ what, about }) => [what, about]).reverse()).toEqual([
    ['account-created', '0777'],
    ['password-reset', '0777'],
    ['account-off', '0777'],
    ['account-on', '0777'],
    ['device-revoked', kiosk.incarnation],
    ['dossier-erased', dossier],
    ['setup-published', '2'],
    ['hall-opened', null],
  ]);
  expect(await audit(relay, '?what=device-paired')).toMatchObject([{ device: kiosk.incarnation, account: null }]);
  expect(JSON.stringify(entries)).not.toContain('张三');
});

test('a right that was taken from a silent device is noted with who took it', async () => {
  const relay = await startRelay();
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 3 });
  const kiosk = await pairedKiosk(relay);
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1));
  const { engine } = relay.relay.hall;
  const [ticket = 0] = engine.state.tickets.keys();
  const holder = counter.browser.incarnation;
  const device = engine.state.deviceNumbers.get(holder) ?? 0;
  await engine.act(() => [{ kind: 'granted', holder: device, tickets: [ticket] }]);
  const supervisor = await Counter.open(await pc(relay, '0100'), '0100');
  expect(await supervisor.act('forceRelease', { device: holder })).toMatchObject({ ok: true });
  expect(relay.relay.audit.list({ what: 'force-released', most: 9 })).toMatchObject([
    { account: '0100', about: holder },
  ]);
});

test('the audit is for administrators and supervisors, filtered by kind and read page by page', async () => {
  const relay = await startRelay();
  expect((await (await pc(relay, '0100')).get('/api/audit')).status).toBe(200);
  expect((await (await pc(relay, '0317')).get('/api/audit')).body).toMatchObject({ code: 'role-may-not' });
  for (let n = 0; n < 80; n += 1) relay.relay.audit.note('sign-out', { about: String(n) });
  const first = await audit(relay, '?what=sign-out');
  expect(first.map(({ about }) => about).slice(0, 2)).toEqual(['79', '78']);
  expect(first).toHaveLength(50);
  const second = await audit(relay, `?what=sign-out&before=${first.at(-1)?.n}`);
  expect(second).toHaveLength(30);
  expect(second.at(-1)?.about).toBe('0');
  const admin = await pc(relay, '0001');
  for (const query of ['?what=everything', '?before=x'])
    expect((await admin.get(`/api/audit${query}`)).status).toBe(422);
});

test('the same again within a minute is counted, and is another entry afterwards', () => {
  const wall = { now: 1000 };
  const ring = new Audit(memoryStorage(), () => wall.now);
  ring.note('frame-refused', { code: '4400', account: '0317' });
  wall.now += 30_000;
  ring.note('frame-refused', { code: '4400', account: '0317' });
  ring.note('frame-refused', { code: '4422', account: '0317' });
  wall.now += 30_000;
  ring.note('frame-refused', { code: '4400', account: '0317' });
  expect(ring.list({ most: 9 }).map(({ at, times, last, code }) => [at, times, last, code])).toEqual([
    [61_000, 1, 61_000, '4400'],
    [31_000, 1, 31_000, '4422'],
    [1000, 2, 31_000, '4400'],
  ]);
});

test('it is a ring on the disk too, and is there after a restart', async () => {
  const storage = memoryStorage();
  const ring = new Audit(storage, () => 0);
  for (let n = 1; n <= 5003; n += 1) ring.note('sign-out', { about: String(n) });
  ring.note('sign-out', { about: '5003' });
  await ring.close();
  const kept = await storage.list<AuditEntry>('audit');
  expect(kept.size).toBe(5000);
  const again = new Audit(storage, () => 0);
  await again.load();
  expect(again.list({ most: 1 })).toMatchObject([{ n: 5003, about: '5003', times: 2 }]);
  expect(again.list({ most: 9999 }).at(-1)).toMatchObject({ n: 4 });
  again.note('sign-in');
  expect(again.list({ most: 1 })).toMatchObject([{ n: 5004, what: 'sign-in' }]);
});

test('a full disk refuses nobody an answer; what was noted meanwhile is written when it takes something again', async () => {
  const disk = new FickleStorage();
  const ring = new Audit(disk.storage, () => 0);
  disk.isFull = true;
  ring.note('sign-in', { account: '0317' });
  await waitFor(() => disk.commits === 1, 'the first try');
  disk.isFull = false;
  ring.note('sign-in', { account: '0318' });
  await ring.close();
  expect((await disk.inner.list('audit')).size).toBe(2);
});
