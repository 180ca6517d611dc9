import { readEnvelope } from '../hall/envelope.ts';
import { sha256Text } from '../hall/hash.ts';
import type { Opened, RowAside } from './recovery-record.ts';

/**
 * A device's facts of before that name a number, a booking or a call for help of the part that nobody had. In the new
 * epoch that sequence is something else, or will be. The other rows go their ordinary way.
 */
export function rowsAside(
  incarnation: string,
  rows: readonly string[],
  days: Opened['days'],
  today: string,
): { aside: RowAside; hash: string }[] {
  return rows.flatMap((text) => {
    const read = readEnvelope(text);
    if (!read.ok || read.value.incarnation !== incarnation || read.value.class !== 'fact') return [];
    const { command, id, staff, at } = read.value;
    const body: Record<string, unknown> = { ...command.body };
    const { day } = command.body;
    const named = ['ticket', 'booking', 'call'].map((field) => figure(body[field]));
    const through = days.find((one) => one.day === day)?.seq ?? (day >= today || isAfter(days, day) ? 0 : Infinity);
    if (Math.max(0, ...named) <= through) return [];
    const aside: RowAside = {
      id,
      incarnation,
      kind: command.kind,
      account: staff,
      at,
      day,
      ticket: figure(body['ticket']),
      window: figure(body['window']),
    };
    return [{ aside, hash: sha256Text(text) }];
  });
}

/** A day that nobody brought back: all of its numbers are unknown here. */
function isAfter(days: Opened['days'], day: string): boolean {
  return day > (days.at(-1)?.day ?? '');
}

function figure(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
