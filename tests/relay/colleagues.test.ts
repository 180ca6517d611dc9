import { expect, test } from 'vitest';
import { Browser, pairedKiosk, pc } from './people.ts';
import { startRelay } from './start-relay.ts';

test('who answers services sees whom they may be given to, by masked names; nobody else does', async () => {
  const relay = await startRelay();
  const { status, body } = await (await pc(relay, '0317')).get('/api/colleagues');
  expect(status).toBe(200);
  const colleagues = body['colleagues'] as { account: string; name: string; roles: string[] }[];
  expect(colleagues.map(({ account }) => account)).toContain('0317');
  expect(colleagues.every(({ name }) => /^.\*$/u.test(name))).toBe(true);
  expect(JSON.stringify(body)).not.toMatch(/password|hash|session/i);
  expect((await (await pc(relay, '0501')).get('/api/colleagues')).body).toMatchObject({ code: 'role-may-not' });
  expect((await new Browser(relay).get('/api/colleagues')).body).toMatchObject({ code: 'not-signed-in' });
  expect((await (await pairedKiosk(relay)).get('/api/colleagues')).body).toMatchObject({ code: 'not-signed-in' });
});
