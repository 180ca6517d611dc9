import { expect, test } from 'vitest';
import { tokenHash } from '../../sync-server/hall/receipts.ts';
import { Browser, pc } from './people.ts';
import { startRelay } from './start-relay.ts';

test('who books sees what to bring: what the item asks for, without what an earlier stage brings', async () => {
  const relay = await startRelay();
  const { body } = await new Browser(relay).get('/api/bookings/offers?code=YJS-01');
  const bring = body['bring'] as { name: string; nameEn: string; form: string; copies: number }[];
  expect(bring.map(({ name }) => name)).toContain('公司章程');
  expect(bring.map(({ name }) => name).join()).not.toContain('营业执照');
  expect(bring.every(({ nameEn, copies }) => nameEn !== '' && copies >= 0)).toBe(true);
  const events = (await new Browser(relay).get('/api/bookings/offers')).body['events'] as { choices: string[] }[];
  expect(events).toHaveLength(10);
  expect(events[0]?.choices).toEqual(['YJS-01']);
});

test('[B2] the dossier keeps what was asked for, as the day may turn out to be a working day', async () => {
  const relay = await startRelay();
  const wish = { code: 'YJS-01', date: '2026-11-24', at: 540, until: 570, service: 'holiday', reason: 'urgent' };
  const made = await new Browser(relay).post('/api/bookings', { ...wish, name: '罗秋实', phone: '18612344410' });
  expect(made.body).toMatchObject({ asked: 'holiday', receipt: { booking: { service: 'ordinary', phase: 'booked' } } });
  const { state } = relay.relay.hall.engine;
  const booking = state.bookings.get(state.bookingsByToken.get(tokenHash(String(made.body['token']))) ?? 0);
  const content = (await relay.relay.dossiers.content(booking?.dossier ?? ''))?.content;
  expect(content?.marks['asked']).toBe('holiday');
});

test('who may be given a service is told to those who answer one, names masked; nobody else hears it', async () => {
  const relay = await startRelay();
  expect((await new Browser(relay).get('/api/colleagues')).body['code']).toBe('not-signed-in');
  expect((await (await pc(relay, '0501')).get('/api/colleagues')).body['code']).toBe('role-may-not');
  const { status, body } = await (await pc(relay, '0317')).get('/api/colleagues');
  expect(status).toBe(200);
  const colleagues = body['colleagues'] as Record<string, unknown>[];
  expect(colleagues.find(({ account }) => account === '0318')).toEqual({
    account: '0318',
    name: '古*',
    roles: ['clerk'],
    department: null,
  });
  expect(JSON.stringify(body)).not.toMatch(/password|古丽/);
});
