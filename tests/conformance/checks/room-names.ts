import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import type { HallTarget } from '../target.ts';
import { demand } from '../violation.ts';
import type { Check } from './check.ts';

/** Who may be in which room is settled before a byte of it goes out. */
export const roomNameChecks: readonly Check[] = [
  {
    id: 'CF16',
    promise: 'another epoch or another hall: 4409, before any sync',
    run: async (target) => {
      const shared = await target.newRoom();
      const supervisor = await target.person('0100');
      const rooms = [target.ledger, shared, `setup/${target.hall}/${target.epoch}`];
      const changed = rooms.flatMap((room) => [
        room.replace(target.epoch, '1-000000000000'),
        room.replace(target.epoch, `2${target.epoch.slice(1)}`),
        room.replace(`/${target.hall}/`, '/elsewhere/'),
      ]);
      for (const room of changed) {
        const line = await target.line(room, room.startsWith('setup') ? supervisor : undefined);
        demand((await line.closedWith()) === 4409, `4409 at ${room}`);
        demand(line.arrivals.length === 0, `not a byte of sync at ${room}`);
      }
    },
  },
  {
    id: 'CF17',
    promise: 'a name that is none, or a room that was never founded: 4404, and joining makes none',
    run: async (target) => {
      const shared = await target.newRoom();
      const [, hall, id = '', epoch] = shared.split('/');
      const names = [
        '',
        'ledger',
        'ledger/',
        `ledger/${hall}`,
        `${target.ledger}/`,
        `/${target.ledger}`,
        target.ledger.replace('ledger', 'Ledger'),
        target.ledger.replace('2026-11-23', '2026-11-24'),
        target.ledger.replace('2026-11-23', '2026-11-20'),
        target.ledger.replace('2026-11-23', '2026-11-23T00'),
        target.ledger.replace(hall ?? '', `${hall}%00`),
        'ledger/%2e%2e/%2e%2e/etc',
        `dossier/${hall}/${id.slice(1)}/${epoch}`,
        `dossier/${hall}/${id}x/${epoch}`,
        `dossier/${hall}/${'.'.repeat(22)}/${epoch}`,
        `dossier/${hall}/${id}/${epoch}/more`,
        `dossier/${'h'.repeat(41)}/${id}/${epoch}`,
        `dossier/${hall}/${randomBytes(16).toString('base64url')}/${epoch}`,
        `setup/${hall}`,
        'constructor/prototype',
        'x'.repeat(8000),
      ];
      for (const name of names) {
        const line = await target.line(name);
        const code = await line.closedWith();
        demand(code === 4404, `4404 instead of ${code} at ${name.slice(0, 80)}`);
        demand(line.arrivals.length === 0, `not a byte of sync at ${name.slice(0, 80)}`);
      }
      for (const path of [
        '/rooms/ledger/../../etc/passwd',
        '/rooms/%',
        '/',
        '/rooms',
        '//rooms/ledger',
        '/rooms/\\..\\',
      ]) {
        await ask(target, path);
      }
      demand((await fetch(`${target.base}/health`)).status === 200, 'the hall lives');
    },
  },
];

/** An upgrade with this very path; whatever the answer is, it ends. */
function ask(target: HallTarget, path: string): Promise<void> {
  const [host = '', port = ''] = target.host.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host, () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\nOrigin: ${target.base}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      ),
    );
    socket.on('data', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}
