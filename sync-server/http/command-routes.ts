import { estimateWait, midnightOf, openWindowsOf, peopleAhead, placeOf } from '#lib/domain/index.ts';
import { readEnvelope, type CommandDecision } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import { shortCodeOf } from '../hall/receipts.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import { TokenBucket } from '../sockets/token-bucket.ts';
import { json, readBody, refuse } from './reply.ts';
import type { Route } from './router.ts';
import type { Visitors } from './visitors.ts';

/**
 * Rows of devices without a ledger: a kiosk posts the exact text of each outbox row and gets its
 * decision; the same row again gets the same decision. A decision on a number comes with what its
 * ticket prints.
 */
export function commandRoutes(hall: Hall, visitors: Visitors, commands: CommandDesk): Route[] {
  const buckets = new Map<string, TokenBucket>();
  return [
    [
      'POST',
      '/api/commands',
      async ({ request, response }) => {
        const device = visitors.device(request);
        if (!device?.surfaces.includes('kiosk')) return refuse(response, 'device-not-paired');
        const bucket = buckets.get(device.incarnation) ?? new TokenBucket(30, 5);
        buckets.set(device.incarnation, bucket);
        if (!bucket.take(hall.clock.wall())) return refuse(response, 'too-many-requests');
        const body = await readBody(request, 16 * 1024);
        if (body === null) return refuse(response, 'too-large');
        const read = readEnvelope(body);
        if (!read.ok) return refuse(response, read.code, read.data);
        const envelope = read.value;
        if (envelope.incarnation !== device.incarnation) return refuse(response, 'device-not-yours');
        const author = { surface: 'kiosk' as const, label: device.label, account: null, roles: [] };
        const decision = await commands.submit(envelope, author, 0);
        if (!decision) return refuse(response, 'not-saved-at-hall');
        json(response, 200, withTicket(hall, decision));
      },
    ],
  ];
}

/** Adds what a slip needs: number, people ahead, estimate, place, short code. */
function withTicket(hall: Hall, decision: CommandDecision): CommandDecision {
  const { state, setup } = hall.engine;
  const ticket = decision.ok ? state.tickets.get(decision.from) : undefined;
  if (!decision.ok || !ticket) return decision;
  const ahead = ticket.phase === 'waiting' ? peopleAhead(state, setup, ticket, hall.engine.t) : 0;
  return {
    ...decision,
    data: {
      ticket: ticket.id,
      label: ticket.label,
      day: state.day,
      ahead,
      estimate: estimateWait(state, ticket.queue, ahead),
      takenAt: midnightOf(state.day, setup.hall.utcOffsetMinutes) + ticket.takenAt,
      shortCode: shortCodeOf(ticket.token),
      area: placeOf(setup, ticket.queue),
      windows: windowsFor(hall, ticket.queue),
    },
  };
}

/** Windows that serve a queue: the open ones, or all that may, when none is open yet. */
function windowsFor(hall: Hall, queue: string): number[] {
  const open = openWindowsOf(hall.engine.state, queue);
  if (open.length > 0) return open;
  return hall.engine.setup.windows.filter((window) => window.queues.includes(queue)).map((window) => window.no);
}
