import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/;
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/**
 * Whose request it is, for rations alone: never kept, never logged with what it did. A proxy for TLS
 * on this machine (and nobody else) says who is behind it, in the last place of `x-forwarded-for`;
 * without that all phones of a town would share one ration. Of IPv6 the network counts, as one
 * phone has as many addresses in it as it likes.
 */
export function callerOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const near = plain(socket.remoteAddress ?? '');
  const told = LOOPBACK.test(near)
    ? plain(
        String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-1) ?? '',
      )
    : '';
  const address = told === '' ? near : told;
  return address.includes(':') ? networkOf(address) : address;
}

/** A program on this computer, and not somebody that a proxy on it speaks for. */
export function isOfThisMachine({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  return LOOPBACK.test(plain(socket.remoteAddress ?? '')) && headers['x-forwarded-for'] === undefined;
}

function plain(address: string): string {
  return address.trim().replace(MAPPED, '').slice(0, 64);
}

/** The first 64 bits. */
function networkOf(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const between = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
    : [];
  return [...before, ...between, ...after]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
