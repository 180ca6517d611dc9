import { readEnvelope, type CommandDecision } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import { ticketData } from '../hall/ticket-data.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import { TokenBucket } from '../sockets/token-bucket.ts';
import { json, readBody, refuse } from './reply.ts';
import type { Route } from './router.ts';

/**
 * Rows of devices without a ledger: a kiosk posts the exact text of each outbox row and gets its
 * decision; the same row again gets the same decision. A decision on a number comes with what its
 * ticket prints.
 */
export function commandRoutes(hall: Hall, commands: CommandDesk): Route[] {
  const buckets = new Map<string, TokenBucket>();
  return [
    [
      'POST',
      '/api/commands',
      async ({ request, response, device }) => {
        if (!device) return refuse(response, 'device-not-paired');
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
        hall.kiosks.hear(device.incarnation);
        const lag = envelope.class === 'fact' ? hall.kiosks.lag(device.incarnation, envelope.at) : 0;
        const decision = await commands.submit(envelope, author, lag);
        if (!decision) return refuse(response, 'not-saved-at-hall');
        json(response, 200, withTicket(hall, decision));
      },
    ],
  ];
}

/** Adds what a slip needs. */
function withTicket(hall: Hall, decision: CommandDecision): CommandDecision {
  const ticket = decision.ok ? hall.engine.state.tickets.get(decision.from) : undefined;
  return decision.ok && ticket ? { ...decision, data: ticketData(hall, ticket) } : decision;
}
