import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Opens a socket and sends a websocket upgrade and its first frames in one packet, before any answer. */
export function upgradeWith(
  host: string,
  path: string,
  headers: Record<string, string>,
  frames: readonly Uint8Array[],
): Promise<Socket> {
  const [name = '', port = ''] = host.split(':');
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`),
    '',
    '',
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), name, () => {
      socket.write(Buffer.concat([Buffer.from(head), ...frames.map(masked)]));
      resolve(socket);
    });
    socket.on('error', reject);
    socket.resume();
  });
}

/** A binary message as a client sends it (RFC 6455, 5.2), under 64 kB. */
function masked(payload: Uint8Array): Buffer {
  const mask = randomBytes(4);
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  const [first = 0, ...more] = length;
  return Buffer.from([0x82, 0x80 | first, ...more, ...mask, ...payload.map((byte, n) => byte ^ (mask[n % 4] ?? 0))]);
}
