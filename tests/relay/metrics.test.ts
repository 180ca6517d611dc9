import { expect, test } from 'vitest';
import { Counter } from './counter.ts';
import { clientOf, openMatter } from './dossier-client.ts';
import { Browser, codeOf, pairedKiosk, pc, takeRow } from './people.ts';
import { FickleStorage, startRelay, type TestRelay } from './start-relay.ts';

async function figures(relay: TestRelay): Promise<Map<string, number>> {
  const answer = await fetch(`${relay.base}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('what the hall does is in its figures, and nobody who does it', async () => {
  const relay = await startRelay();
  const kiosk = await pairedKiosk(relay);
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 3 });
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { code: codeOf(relay, 'A') }));
  await counter.act('call', { window: 3, ticket: null });
  expect(await counter.act('call', { window: 4, ticket: null })).toMatchObject({ ok: false, code: 'window-not-open' });
  await clientOf(relay, '0317', await openMatter(relay, counter));
  await new Browser(relay).trySignIn('0317', 'wrong');
  const now = await figures(relay);
  expect(now.get('onewindow_connections')).toBe(2);
  expect(now.get('onewindow_rooms_open')).toBe(1);
  expect(now.get('onewindow_commands_total{kind="take",outcome="accepted"}')).toBe(1);
  expect(now.get('onewindow_commands_total{kind="call",outcome="refused"}')).toBe(1);
  expect(now.get('onewindow_refusals_total{code="window-not-open"}')).toBe(1);
  expect(now.get('onewindow_refusals_total{code="sign-in-failed"}')).toBe(1);
  expect(now.get('onewindow_requests_total{route="POST /api/session",status="401"}')).toBe(1);
  expect(now.get('onewindow_commit_seconds_count')).toBeGreaterThan(4);
  expect(now.get('onewindow_batch_commands_count')).toBeGreaterThan(3);
  expect(now.get('onewindow_broadcast_bytes_total')).toBeGreaterThan(100);
  expect(now.get('onewindow_backlog_commands')).toBe(0);
  expect(now.get('onewindow_quarantine_facts')).toBe(0);
  expect(now.get('onewindow_disk_failing')).toBe(0);
  expect(now.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(now.has('onewindow_event_loop_delay_p99_seconds')).toBe(true);
  const names = [...now.keys()].join('\n');
  for (const secret of ['0317', kiosk.incarnation, counter.browser.incarnation, '127.0.0.1'])
    expect(names).not.toContain(secret);
});

test('a disk that refuses, and the last backup, are seen', async () => {
  const disk = new FickleStorage();
  const relay = await startRelay({ storage: disk.storage });
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  disk.isFull = true;
  expect(await counter.act('call', { window: 3, ticket: null })).toMatchObject({ code: 'not-saved-at-hall' });
  relay.relay.metrics.backedUp(1_790_000_000_000);
  const now = await figures(relay);
  expect(now.get('onewindow_disk_failing')).toBe(1);
  expect(now.get('onewindow_commits_failed_total')).toBeGreaterThan(0);
  expect(now.get('onewindow_commands_total{kind="call",outcome="not-saved"}')).toBe(1);
  expect(now.get('onewindow_last_backup_timestamp_seconds')).toBe(1_790_000_000);
  disk.isFull = false;
});

test('figures are for this machine, and for who has the token; not for whom a proxy of this machine speaks for', async () => {
  const token = 'a-token-for-the-machine-that-watches';
  const relay = await startRelay({ options: { metricsToken: token } });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${relay.base}/metrics`, { headers })).status;
  const elsewhere = { 'x-forwarded-for': '9.9.9.9' };
  expect(await status({})).toBe(200);
  expect(await status(elsewhere)).toBe(403);
  expect(await status({ ...elsewhere, authorization: 'Bearer wrong' })).toBe(403);
  expect(await status({ ...elsewhere, authorization: `Bearer ${token}` })).toBe(200);
  const bare = await startRelay();
  const asked = await fetch(`${bare.base}/metrics`, { headers: { ...elsewhere, authorization: 'Bearer ' } });
  expect(asked.status).toBe(403);
});
