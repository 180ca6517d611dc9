import { onTestFinished, expect, test } from 'vitest';
import { log, logTo } from '../../sync-server/log.ts';
import { Counter } from './counter.ts';
import { clientOf, openMatter } from './dossier-client.ts';
import { Browser, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { planted } from './personal-data.ts';
import { FickleStorage, PASSWORD, startRelay, waitFor } from './start-relay.ts';

function listenToLog(): string[] {
  const lines: string[] = [];
  onTestFinished(logTo({ write: (line) => void lines.push(line) }));
  return lines;
}

test('a line is one JSON object with time, level and words; an error is its kind and place, never its words', () => {
  const lines = listenToLog();
  log.info('listening', { port: 8080 });
  const message = (() => {
    try {
      return JSON.parse(`${planted.name} is no JSON`) as never;
    } catch (error) {
      return error;
    }
  })();
  expect(String(message)).toContain(planted.name);
  log.error('request failed', message, { route: 'POST /api/bookings' });
  log.error('odd', planted.name);
  const [first, second, third] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ level: 30, msg: 'listening', port: 8080 });
  expect(Date.parse(String(first?.['time']))).not.toBeNaN();
  expect(second).toMatchObject({ level: 50, msg: 'request failed', error: { name: 'SyntaxError' } });
  expect(JSON.stringify(second)).toContain('logs.test.ts');
  expect(third).toMatchObject({ error: { name: 'string' } });
  expect(lines.join('')).not.toContain(planted.name);
});

test('what the disk says is written: it speaks of files and tables', () => {
  const lines = listenToLog();
  log.error('commit failed', Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' }));
  expect(lines.join('')).toContain('no space left');
});

test('a visit with everything that can go wrong leaves no person, account, token or address with its query', async () => {
  const lines = listenToLog();
  const disk = new FickleStorage();
  const relay = await startRelay({ storage: disk.storage });
  const kiosk = await pairedKiosk(relay);
  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  await new Browser(relay).trySignIn('0317', 'wrong');
  await counter.act('openWindow', { window: 3 });
  const { token, tokenHash } = newToken();
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }));
  await kiosk.get(`/api/receipts/${token}?name=${encodeURIComponent(planted.name)}`);
  await fetch(`${relay.base}/window?phone=${planted.phone}`);
  const dossier = await openMatter(relay, counter);
  const client = await clientOf(relay, '0317', dossier);
  client.type('applicant.name', planted.name);
  await client.saved();
  // The disk refuses in the middle of an edit, a command, a booking and a route.
  disk.isFull = true;
  client.type('applicant.address', planted.address);
  await counter.act('call', { window: 3, ticket: null });
  const booking = { code: 'QY-08', date: '2026-11-25', at: 600, name: planted.name, phone: planted.phone };
  await kiosk.post('/api/bookings', { ...booking, service: 'ordinary', note: planted.note });
  expect((await new Browser(relay).trySignIn('0318', PASSWORD)).status).toBe(500);
  // A frame that is none, and one that names a person.
  counter.frame(100, JSON.stringify({ id: planted.name, applicant: planted.idNumber }));
  await counter.closedWith();
  await waitFor(() => lines.some((line) => line.includes('room not saved')), 'the refused edit');
  disk.isFull = false;
  expect(relay.relay.audit.list({ what: 'frame-refused', most: 1 })).toMatchObject([{ code: '4400', account: '0317' }]);
  const all = lines.join('');
  for (const words of ['commit failed', 'room not saved', 'request failed', 'audit not saved'])
    expect(all).toContain(words);
  const cookies = clerk.headers['cookie'] ?? '';
  const secrets = [
    ...Object.values(planted),
    encodeURIComponent(planted.name),
    '0317',
    '0318',
    PASSWORD,
    token,
    tokenHash,
    dossier,
    clerk.incarnation,
    kiosk.incarnation,
    ...cookies.split('; ').map((pair) => pair.split('=')[1] ?? 'no cookie'),
    '?name=',
    '?phone=',
    '127.0.0.1',
  ];
  for (const secret of secrets) expect(all, secret).not.toContain(secret);
});
