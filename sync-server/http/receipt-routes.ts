import type { Hall } from '../hall/hall.ts';
import { applicantAuthor, type OwnCommands } from '../hall/own-commands.ts';
import type { Receipts } from '../hall/receipts.ts';
import { answerDecision, type ReceiptAccess } from './receipt-access.ts';
import { ReceiptStreams } from './receipt-streams.ts';
import { json, refuse } from './reply.ts';
import type { Exchange, Route } from './router.ts';

/** An applicant's own visit, by the token of the QR code or the short code beside it. */
export function receiptRoutes(hall: Hall, receipts: Receipts, access: ReceiptAccess, phone: OwnCommands): Route[] {
  const streams = new ReceiptStreams(hall, receipts);

  const own =
    (kind: 'leave' | 'delay') =>
    async (exchange: Exchange): Promise<void> => {
      const visit = await access.find(exchange);
      if (!visit) return;
      if (!visit.ticket) return refuse(exchange.response, 'ticket-unknown');
      answerDecision(exchange, await phone.submit(kind, { ticket: visit.ticket.id }, applicantAuthor));
    };

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
        if (visit) streams.open(exchange, visit);
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
