import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { callerOf } from '../../sync-server/http/caller.ts';
import { Browser } from './people.ts';
import { startRelay } from './start-relay.ts';

function caller(remoteAddress: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return callerOf({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
}

test('behind a proxy of this machine each phone has its own ration; nobody else says who they are', () => {
  expect(caller('10.1.2.3')).toBe('10.1.2.3');
  expect(caller('::ffff:10.1.2.3')).toBe('10.1.2.3');
  expect(caller('10.1.2.3', '9.9.9.9')).toBe('10.1.2.3');
  expect(caller('127.0.0.1', '9.9.9.9')).toBe('9.9.9.9');
  // What stands before the last place was said by the caller.
  expect(caller('::1', '1.1.1.1, 9.9.9.9')).toBe('9.9.9.9');
  expect(caller('::ffff:127.0.0.1', '')).toBe('127.0.0.1');
});

test('of IPv6 the network counts: one phone has millions of addresses in it', () => {
  expect(caller('2001:db8:0:7:1:2:3:4')).toBe(caller('2001:db8:0:7::9'));
  expect(caller('2001:0DB8::9')).toBe(caller('2001:db8:0:0:5:6:7:8'));
  expect(caller('2001:db8:0:8::9')).not.toBe(caller('2001:db8:0:7::9'));
});

test('a phone that has used up its ration takes it from no other one behind the proxy', async () => {
  const relay = await startRelay();
  const phone = new Browser(relay);
  const tried = async (from: string): Promise<number> =>
    (await phone.get('/api/receipts/AAAA1111', { 'x-forwarded-for': from })).status;
  for (let guess = 0; guess < 20; guess += 1) expect(await tried('9.9.9.9')).toBe(404);
  expect(await tried('9.9.9.9')).toBe(429);
  expect(await tried('8.8.8.8')).toBe(404);
});
