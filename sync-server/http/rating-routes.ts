import { applicantAuthor, type OwnCommands } from '../hall/own-commands.ts';
import { RATING_TEXT, type RatingTexts } from '../hall/rating-texts.ts';
import type { FoundVisit, RatingOfVisit, Receipts } from '../hall/receipts.ts';
import { answerDecision, type ReceiptAccess } from './receipt-access.ts';
import { json, readObject, refuse, text } from './reply.ts';
import type { Route } from './router.ts';

/** A phone rates its own visit once for each item; what was written is read by supervisors alone. */
export function ratingRoutes(
  receipts: Receipts,
  access: ReceiptAccess,
  phone: OwnCommands,
  texts: RatingTexts,
): Route[] {
  return [
    [
      'POST',
      '/api/receipts/:key/ratings',
      async (exchange) => {
        const { request, response } = exchange;
        const visit = await access.find(exchange);
        if (!visit) return;
        const body = await readObject(request, 8 * 1024);
        if (!body) return refuse(response, 'bad-request', { field: 'body' });
        const written = text(body, 'text').normalize('NFC').trim();
        if (!isPlainText(written)) return refuse(response, 'bad-request', { field: 'text' });
        const offer = await offerOf(receipts, visit, body);
        if (typeof offer === 'string') return refuse(response, offer);
        const { level, aspects } = body;
        const id = phone.newId();
        const changes = written === '' ? [] : await texts.append(id, written);
        const rating = {
          visit: offer.visit,
          item: offer.item,
          window: offer.window,
          // Read and refused by the command's own shape.
          level: level as number,
          aspects: (aspects ?? []) as string[],
          source: 'phone' as const,
        };
        answerDecision(exchange, await phone.submit('rate', rating, applicantAuthor, { changes }, id));
      },
    ],
    ['GET', '/api/ratings/texts', async ({ response }) => json(response, 200, { texts: await texts.list() })],
  ];
}

async function offerOf(
  receipts: Receipts,
  visit: FoundVisit,
  body: Record<string, unknown>,
): Promise<RatingOfVisit | 'rating-not-open' | 'rating-expired'> {
  const named = text(body, 'visit');
  const isMeant = (offer: RatingOfVisit): boolean =>
    offer.item === body['item'] && (named === '' || offer.visit === named);
  const open = (await receipts.ratingsOf(visit)).filter(isMeant);
  const offer = open.find(({ rated }) => !rated) ?? open[0];
  if (offer) return offer;
  return (await receipts.allRatingsOf(visit)).some(isMeant) ? 'rating-expired' : 'rating-not-open';
}

/** Lines of text: nothing that is invisible on screen and fatal on paper. */
function isPlainText(written: string): boolean {
  const lines = written.replaceAll('\n', '');
  return [...written].length <= RATING_TEXT && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(lines);
}
