import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { turnAway } from '../../sync-server/http/doors.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

afterEach(() => vi.useRealTimers());

const connections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

/** Asks for a websocket on a line that it never closes by itself; what it was told by then. */
async function turnedAway(server: Server): Promise<string> {
  let heard = '';
  const { port } = server.address() as AddressInfo;
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(
    'GET /rooms/ledger HTTP/1.1\r\nHost: hall\r\nOrigin: http://elsewhere\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await waitFor(() => socket.readableEnded, 'the end of what it is told');
  expect(socket.writable).toBe(true);
  return heard;
}

describe.each([
  ['the public door, which has no websocket', 'publicServer', '404 Not Found'],
  ['the door of the hall, to a page of elsewhere', 'server', '403 Forbidden'],
] as const)('at %s', (_, door, status) => {
  async function relayWithBoth(): Promise<TestRelay> {
    const relay = await startRelay();
    await new Promise<void>((resolve) => relay.relay.publicServer.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  test('who is turned away holds no place, whether or not it closes its side', async () => {
    const { relay } = await relayWithBoth();
    expect(await turnedAway(relay[door])).toBe(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    await waitFor(async () => (await connections(relay[door])) === 0, 'its place');
  });

  test('nor does it hold up the end of the relay and of its doors', async () => {
    const relay = await relayWithBoth();
    const server = relay.relay[door];
    let closed = false;
    server.on('close', () => (closed = true));
    await turnedAway(server);
    await relay.stop();
    await waitFor(() => closed, 'the end of the door');
  });
});

test('who does not even read what it is told is let go of after a moment', () => {
  vi.useFakeTimers();
  // Its line is full: what is written never leaves.
  const socket = new Duplex({ read: () => undefined, write: () => undefined });
  turnAway(socket, '404 Not Found');
  vi.advanceTimersByTime(499);
  expect(socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(socket.destroyed).toBe(true);
});
