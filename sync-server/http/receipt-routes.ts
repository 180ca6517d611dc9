import { randomBytes } from 'node:crypto';
import type { CommandKind, Ticket } from '#lib/domain/index.ts';
import { findReceipt, isShortCode, viewReceipt } from '../hall/receipts.ts';
import type { Hall } from '../hall/hall.ts';
import { readEnvelope } from '../hall/envelope.ts';
import { EventStream } from './event-stream.ts';
import { Ration } from './ration.ts';
import { json, refuse } from './reply.ts';
import type { Exchange, Route } from './router.ts';

const TOKEN = /^[\w-]{20,64}$/;
/** A code has 40 bits: guessing is rationed for each address and for the hall. */
const PER_ADDRESS = { most: 20, perSecond: 0.2 };
const FOR_ALL = { most: 300, perSecond: 10 };

/** An applicant's own visit, by the token of the QR code or the short code beside it. */
export function receiptRoutes(hall: Hall): Route[] {
  const watchers = new Map<EventStream, number>();
  const guesses = new Ration(PER_ADDRESS, FOR_ALL, () => hall.clock.wall());
  // Requests of phones are commands of the relay's own, with an incarnation for each process.
  const incarnation = `phone-${randomBytes(9).toString('base64url')}`;
  let n = 0;

  const find = async ({ params, response, address }: Exchange): Promise<Ticket | null> => {
    const key = params['key'] ?? '';
    if (!TOKEN.test(key) && !isShortCode(key)) {
      refuse(response, 'token-unknown');
      return null;
    }
    if (isShortCode(key) && !guesses.take(address)) {
      refuse(response, 'too-many-requests');
      return null;
    }
    const found = await findReceipt(hall, key);
    if (found.ok) return found.value;
    refuse(response, found.code);
    return null;
  };
  const act = async (exchange: Exchange, kind: CommandKind, body: Record<string, unknown>): Promise<void> => {
    n += 1;
    const row = {
      id: `${incarnation}.${n}`,
      after: null,
      class: 'request',
      kind,
      setup: hall.engine.setupVersion,
      staff: null,
      at: hall.clock.wall(),
      body,
    };
    const envelope = readEnvelope(JSON.stringify(row));
    if (!envelope.ok) throw new Error(`own row refused: ${kind}`);
    const decision = await hall.engine.submit(
      envelope.value,
      { surface: 'applicant', label: '', account: null, roles: [] },
      0,
    );
    if (!decision) refuse(exchange.response, 'not-saved-at-hall');
    else if (decision.ok) json(exchange.response, 200, { ok: true });
    else refuse(exchange.response, decision.code, decision.data);
  };
  const own =
    (kind: 'leave' | 'delay') =>
    async (exchange: Exchange): Promise<void> => {
      const ticket = await find(exchange);
      if (ticket) await act(exchange, kind, { day: hall.engine.state.day, ticket: ticket.id });
    };

  let pending = false;
  hall.onCommitted(() => {
    if (pending || watchers.size === 0) return;
    pending = true;
    setImmediate(() => {
      pending = false;
      for (const [stream, id] of watchers) {
        const ticket = hall.engine.state.tickets.get(id);
        if (ticket) send(stream, ticket);
      }
    });
  });
  hall.onRooms(() => {
    // Ticket numbers of the ledger changed: phones come back by their token.
    for (const stream of watchers.keys()) stream.end();
  });
  const send = (stream: EventStream, ticket: Ticket): void => {
    const view = viewReceipt(hall, ticket);
    stream.send('receipt', view, JSON.stringify({ ...view, now: 0 }));
  };

  return [
    [
      'GET',
      '/api/receipts/:key',
      async (exchange) => {
        const ticket = await find(exchange);
        if (ticket) json(exchange.response, 200, viewReceipt(hall, ticket));
      },
    ],
    [
      'GET',
      '/api/receipts/:key/events',
      async (exchange) => {
        const ticket = await find(exchange);
        if (!ticket) return;
        const stream = new EventStream(exchange.request, exchange.response, () => watchers.delete(stream));
        watchers.set(stream, ticket.id);
        send(stream, ticket);
      },
    ],
    ['POST', '/api/receipts/:key/leave', own('leave')],
    ['POST', '/api/receipts/:key/delay', own('delay')],
    [
      'POST',
      '/api/receipts/:key/help',
      async (exchange) => {
        const ticket = await find(exchange);
        if (ticket) await act(exchange, 'callHelp', { day: hall.engine.state.day, from: 'phone', ticket: ticket.id });
      },
    ],
  ];
}
