import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { applicantAuthor, OwnCommands } from '../../sync-server/hall/own-commands.ts';
import { openDoor } from '../../sync-server/http/doors.ts';
import { EventStream } from '../../sync-server/http/event-stream.ts';
import type { StaticFiles } from '../../sync-server/http/static-files.ts';
import { codeOf, newToken } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

const guide = { surface: 'staff', label: '', account: '0110', roles: ['guide'] } as const;

afterEach(() => vi.useRealTimers());

/** Beats come when a test says so; the rest of the relay keeps its clock. */
function holdBeats(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
}

/** What comes back on one connection, whatever is asked on it without waiting for an answer. */
function line(port: number, text: string): { socket: Socket; heard: () => string } {
  let heard = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return { socket, heard: () => heard };
}

const asked = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: hall\r\n\r\n`;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function pageOf(relay: TestRelay): Promise<string> {
  const { token, tokenHash } = newToken();
  const floor = new OwnCommands(relay.relay.hall, relay.relay.commands, 'floor');
  const wish = { code: codeOf(relay), care: false, tokenHash, channel: 'staff' } as const;
  expect(await floor.submit('take', wish, guide)).toMatchObject({ ok: true });
  return `/api/receipts/${token}/events`;
}

test('a page that was ended before its turn on the line came hears nothing, and ends no hall', async () => {
  const relay = await startRelay();
  const [first, second] = [await pageOf(relay), await pageOf(relay)];
  const port = Number(new URL(relay.base).port);
  holdBeats();
  // One line: what the second page is told waits behind the first, which never ends.
  const both = line(port, asked(first) + asked(second));
  await waitFor(() => vi.getTimerCount() === 2, 'both pages');
  for (let index = 0; index < 6; index += 1) {
    const { heard } = line(port, asked(second));
    await waitFor(() => heard().includes('event: receipt'), 'another page of the second');
  }
  // The first, and six of the second: the one in the queue gave way.
  expect(vi.getTimerCount()).toBe(7);
  vi.advanceTimersByTime(2000);
  await waitFor(() => both.heard().includes('event: beat'), 'a beat of the first page');
  expect((await fetch(`${relay.base}/health`)).status).toBe(200);
  // Nor is what is committed from now on meant for it.
  const ticket = [...relay.relay.hall.engine.state.tickets.keys()].at(-1) ?? 0;
  const floor = new OwnCommands(relay.relay.hall, relay.relay.commands, 'floor');
  const newest = line(port, asked(second));
  await waitFor(() => newest.heard().includes('event: receipt'), 'the newest page');
  const before = newest.heard().length;
  expect(await floor.submit('leave', { ticket }, applicantAuthor)).toMatchObject({ ok: true });
  await waitFor(() => newest.heard().length > before, 'what became of it');
  expect((await fetch(`${relay.base}/health`)).status).toBe(200);
});

test('a stream that was ended is told to have closed, and takes what comes late without a word', async () => {
  let closed = 0;
  const streams: EventStream[] = [];
  const port = await listening(
    createServer((request, response) => {
      streams.push(new EventStream(request, response, () => (closed += 1)));
    }),
  );
  holdBeats();
  const { heard } = line(port, asked('/'));
  await waitFor(() => heard().includes('retry:'), 'the stream');
  const [stream] = streams;
  stream?.end();
  stream?.end();
  stream?.send('receipt', 'late', 'late');
  expect([closed, vi.getTimerCount()]).toEqual([1, 0]);
  await waitFor(() => heard().endsWith('0\r\n\r\n'), 'its end');
  expect(heard()).not.toContain('late');
});

test('a line that broke off before its stream began is noticed with the first beat', async () => {
  let closed = 0;
  let begun = false;
  const port = await listening(
    createServer((request, response) => {
      const begin = (): void => {
        new EventStream(request, response, () => (closed += 1));
        begun = true;
      };
      // As when the disk was asked for the visit meanwhile.
      request.socket.on('close', () => setImmediate(begin));
      request.socket.destroy();
    }),
  );
  holdBeats();
  line(port, asked('/'));
  await waitFor(() => begun, 'the stream');
  vi.advanceTimersByTime(2000);
  expect([closed, vi.getTimerCount()]).toEqual([1, 0]);
});

test('what is written after an end breaks off its own line, and nothing else', async () => {
  let answers = 0;
  const files: StaticFiles = {
    inside: (_request, response) => {
      answers += 1;
      response.write('begun');
      if (answers === 1) return;
      response.end();
      response.write('more');
    },
    outside: () => undefined,
  };
  const { router } = (await startRelay()).relay;
  const port = await listening(openDoor('inside', { router, files, certificate: null }));
  const { socket } = line(port, asked('/') + asked('/'));
  // The first answer has no end: nobody else would close it.
  await waitFor(() => socket.closed, 'the end of the line');
  expect(answers).toBe(2);
});

test('a page that reads nothing for long loses its line, also where its answer waits behind another', async () => {
  let closed = 0;
  const streams: EventStream[] = [];
  const port = await listening(
    createServer((request, response) => {
      streams.push(new EventStream(request, response, () => (closed += 1)));
    }),
  );
  const { socket } = line(port, asked('/') + asked('/'));
  await waitFor(() => streams.length === 2, 'both streams');
  for (const part of ['first', 'second', 'third']) streams[1]?.send('receipt', part.repeat(40_000), part);
  await waitFor(() => socket.closed, 'the end of the line');
  expect(closed).toBe(2);
});
