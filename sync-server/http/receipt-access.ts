import type { Hall } from '../hall/hall.ts';
import { isShortCode, type FoundVisit, type Receipts } from '../hall/receipts.ts';
import type { CommandDecision } from '../hall/envelope.ts';
import { Ration } from './ration.ts';
import { json, refuse } from './reply.ts';
import type { Exchange } from './router.ts';

const TOKEN = /^[\w-]{20,64}$/;
/** A code has 40 bits: guessing is rationed for each address and for the hall. */
const PER_ADDRESS = { most: 20, perSecond: 0.2 };
const FOR_ALL = { most: 300, perSecond: 10 };

/** What a phone does is in the ledger for ever: nobody moves, calls or rates this often. */
const PER_VISIT = { most: 20, perSecond: 0.1 };
const BY_ALL_VISITS = { most: 600, perSecond: 30 };

/** Finds the visit of an address's token or short code, and refuses what is none. */
export class ReceiptAccess {
  readonly #receipts: Receipts;
  readonly #guesses: Ration;
  readonly #acts: Ration;

  constructor(hall: Hall, receipts: Receipts) {
    this.#receipts = receipts;
    this.#guesses = new Ration(PER_ADDRESS, FOR_ALL, () => hall.clock.wall());
    this.#acts = new Ration(PER_VISIT, BY_ALL_VISITS, () => hall.clock.wall());
  }

  /** Null: it was refused. */
  async find({ request, params, response, address }: Exchange): Promise<FoundVisit | null> {
    const key = params['key'] ?? '';
    if (!TOKEN.test(key) && !isShortCode(key)) {
      refuse(response, 'token-unknown');
      return null;
    }
    if (isShortCode(key) && !this.#guesses.take(address)) {
      refuse(response, 'too-many-requests');
      return null;
    }
    const found = await this.#receipts.find(key);
    if (!found.ok) refuse(response, found.code);
    else if (request.method !== 'GET' && !this.#acts.take(found.value.hash)) refuse(response, 'too-many-requests');
    else return found.value;
    return null;
  }
}

/** A decision as an answer without content. */
export function answerDecision({ response }: Exchange, decision: CommandDecision | null): void {
  if (!decision) refuse(response, 'not-saved-at-hall');
  else if (decision.ok) json(response, 200, { ok: true });
  else refuse(response, decision.code, decision.data);
}
