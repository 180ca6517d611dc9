import type { Hall } from '../hall/hall.ts';
import { applicantAuthor, type OwnCommands } from '../hall/own-commands.ts';
import type { FoundVisit, Receipts } from '../hall/receipts.ts';
import { EventStream } from './event-stream.ts';
import { answerDecision, type ReceiptAccess } from './receipt-access.ts';
import { json, refuse } from './reply.ts';
import type { Exchange, Route } from './router.ts';

/** Who hears of a visit; views are sent one after the other, so that none overtakes a newer one. */
interface Watcher {
  hash: string;
  sending: Promise<void>;
}

/** An applicant's own visit, by the token of the QR code or the short code beside it. */
export function receiptRoutes(hall: Hall, receipts: Receipts, access: ReceiptAccess, phone: OwnCommands): Route[] {
  const watchers = new Map<EventStream, Watcher>();

  const own =
    (kind: 'leave' | 'delay') =>
    async (exchange: Exchange): Promise<void> => {
      const visit = await access.find(exchange);
      if (!visit) return;
      if (!visit.ticket) return refuse(exchange.response, 'ticket-unknown');
      answerDecision(exchange, await phone.submit(kind, { ticket: visit.ticket.id }, applicantAuthor));
    };

  const send = async (stream: EventStream, visit: FoundVisit): Promise<void> => {
    const view = await receipts.view(visit);
    stream.send('receipt', view, JSON.stringify({ ...view, now: 0 }));
  };
  const resend = async (stream: EventStream, hash: string): Promise<void> => {
    const found = await receipts.byHash(hash);
    if (found.ok) await send(stream, found.value);
    else stream.end();
  };
  const queue = (stream: EventStream, watcher: Watcher, work: () => Promise<void>): void => {
    watcher.sending = watcher.sending.then(work).catch((error: unknown) => {
      // The phone comes back by itself and asks anew.
      console.error('receipt not sent', error);
      stream.end();
    });
  };

  let pending = false;
  hall.onCommitted(() => {
    if (pending || watchers.size === 0) return;
    pending = true;
    setImmediate(() => {
      pending = false;
      for (const [stream, watcher] of watchers) queue(stream, watcher, () => resend(stream, watcher.hash));
    });
  });
  hall.onRooms(() => {
    // Ticket numbers of the ledger changed: phones come back by their token.
    for (const stream of watchers.keys()) stream.end();
  });

  return [
    [
      'GET',
      '/api/receipts/:key',
      async (exchange) => {
        const visit = await access.find(exchange);
        if (visit) json(exchange.response, 200, await receipts.view(visit));
      },
    ],
    [
      'GET',
      '/api/receipts/:key/events',
      async (exchange) => {
        const visit = await access.find(exchange);
        if (!visit) return;
        const stream = new EventStream(exchange.request, exchange.response, () => watchers.delete(stream));
        const watcher: Watcher = { hash: visit.hash, sending: Promise.resolve() };
        watchers.set(stream, watcher);
        queue(stream, watcher, () => send(stream, visit));
      },
    ],
    ['POST', '/api/receipts/:key/leave', own('leave')],
    ['POST', '/api/receipts/:key/delay', own('delay')],
    [
      'POST',
      '/api/receipts/:key/help',
      async (exchange) => {
        const visit = await access.find(exchange);
        if (!visit) return;
        const ticket = visit.ticket ? { ticket: visit.ticket.id } : {};
        answerDecision(exchange, await phone.submit('callHelp', { from: 'phone', ...ticket }, applicantAuthor));
      },
    ],
  ];
}
