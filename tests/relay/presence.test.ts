import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { Presence } from '../../sync-server/rooms/presence.ts';

function frame(clients: readonly number[], clock: number, state: unknown): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clients.length);
    for (const client of clients) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, JSON.stringify(state));
    }
  });
}

function peopleIn(bytes: Uint8Array | null): number {
  return bytes ? decoding.readVarUint(decoding.createDecoder(bytes)) : 0;
}

test('a connection speaks for a few clients, and those that have gone are not remembered for ever', () => {
  const presence = new Presence();
  const here = { account: '0317', window: 3, field: 'company.name' };
  const flood = {};
  const told = presence.hear(
    frame(
      Array.from({ length: 60 }, (_, index) => index),
      1,
      here,
    ),
    flood,
    '0317',
  );
  expect(peopleIn(told)).toBe(8);
  expect(peopleIn(presence.all())).toBe(8);
  presence.leave(flood);
  expect(presence.all()).toBeNull();
  for (let client = 1000; client < 2000; client += 1) {
    const owner = {};
    expect(peopleIn(presence.hear(frame([client], 1, here), owner, '0317'))).toBe(1);
    presence.leave(owner);
  }
  expect(presence.size).toBeLessThanOrEqual(256);
  // Who is here stays, however many come and go.
  const staying = {};
  presence.hear(frame([7777], 1, here), staying, '0317');
  for (let client = 3000; client < 3600; client += 1) {
    const owner = {};
    presence.hear(frame([client], 1, here), owner, '0317');
    presence.leave(owner);
  }
  expect(peopleIn(presence.all())).toBe(1);
});
