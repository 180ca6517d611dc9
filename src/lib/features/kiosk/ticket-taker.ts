import { labelOf } from '#lib/domain/ledger/state.ts';
import type { Decision, DeviceDb, OutboxRow } from '#lib/store/device-db.ts';
import { nextOwnNumber } from '#lib/store/own-numbers.ts';
import { shortCodeOf } from '../take/short-code.ts';
import { isAlone } from './own-numbers.svelte.ts';
import { hashToken } from './token.ts';
import type { Sender } from './sender.ts';

/** A wish for a number, as it was when the button was pressed. */
export interface Wish {
  day: string;
  code: string;
  care: boolean;
  setup: number;
  /** The relay's wall clock as far as this machine knows it, epoch ms. */
  at: number;
}

/** A number that was given, kept until it has been printed. */
export interface GivenTicket {
  row: string;
  token: string;
  code: string;
  care: boolean;
  setup: number;
  label: string;
  ahead: number;
  estimate: { from: number; to: number } | null;
  takenAt: number;
  shortCode: string;
  /** Prints that were begun: 0 when the page was reloaded before the first. */
  prints: number;
  /** This device's clock when it was given. */
  wall: number;
  /** It came by a booking: the minute it is called at, epoch ms (null: too late for it), and whether it was here before. */
  booking?: { for: number | null; isAgain: boolean };
  /** By this kiosk's own series, without the line: nobody knows how many are ahead. */
  alone?: true;
}

/** How a number is given without the line: the queue's letter and then the device's. */
export interface Alone {
  letter: string;
  keepOvernight: boolean;
  /** Hall clock. */
  takenAt: number;
}

/** Without the line, what a wish can be given by; null: it waits for the line. */
export type AloneFor = (wish: { day: string; code: string }) => Alone | null;

export type TakeOutcome =
  { ok: true; ticket: GivenTicket } | { ok: false; code: string; data: Record<string, unknown> };

/** Beside the row: the token is never sent, only its hash. */
interface KeptWish {
  alone?: Alone;
  token: string;
  code: string;
  care: boolean;
  setup: number;
}

const CURRENT = 'kiosk-current';
/** The row of the last number that was given without the line and kept as the current one. */
const SHOWN = 'kiosk-shown-alone';
const wishKey = (tokenHash: string): string => `kiosk-wish-${tokenHash}`;

/**
 * One number for one wish. The token is kept and the row is stored before anything is sent; the row's
 * exact text is sent until the hall has decided it, also after a reload: the hall knows its id.
 */
export class TicketTaker {
  readonly #device: () => Promise<DeviceDb>;
  readonly #sender: Sender;
  readonly #newToken: () => string;
  readonly #wall: () => number;
  readonly #aloneFor: AloneFor;
  /** What the disk refused to note of the number that is shown; null: all was noted. */
  #unnoted: (() => Promise<void>) | null = null;

  constructor(
    device: () => Promise<DeviceDb>,
    sender: Sender,
    newToken: () => string,
    wall: () => number,
    /** Asked when nobody answers. */
    aloneFor: AloneFor = () => null,
  ) {
    this.#aloneFor = aloneFor;
    this.#device = device;
    this.#sender = sender;
    this.#newToken = newToken;
    this.#wall = wall;
  }

  async take(wish: Wish): Promise<TakeOutcome> {
    const { day, code, care, setup, at } = wish;
    const token = this.#newToken();
    const tokenHash = hashToken(token);
    let row: { id: string; text: string };
    let db: DeviceDb;
    try {
      db = await this.#device();
      await db.put(wishKey(tokenHash), { token, code, care, setup } satisfies KeptWish);
      row = await db.addRow({
        class: 'request',
        kind: 'take',
        setup,
        staff: null,
        at,
        body: { day, code, care, tokenHash, channel: 'kiosk' },
      });
    } catch {
      return { ok: false, code: 'not-saved-here', data: {} };
    }
    return this.#decide(db, row, tokenHash, wish, token);
  }

  /** A number of this kiosk's own series: stored first, printed then, told to the hall when the line is back (TA2). */
  async takeAlone(wish: Wish, alone: Alone, token = this.#newToken()): Promise<TakeOutcome> {
    const { day, code, care, setup, at } = wish;
    const { letter } = alone;
    const tokenHash = hashToken(token);
    try {
      const db = await this.#device();
      const kept: KeptWish = { token, code, care, setup, alone };
      await db.put(wishKey(tokenHash), kept);
      const number = await nextOwnNumber(db, { day, letter, keepOvernight: alone.keepOvernight });
      const body = { day, code, care, tokenHash, letter, number };
      const row = await db.addRow({ class: 'fact', kind: 'takeAlone', setup, staff: null, at, body });
      return { ok: true, ticket: await this.#show(db, row, kept, alone) };
    } catch {
      return { ok: false, code: 'not-saved-here', data: {} };
    }
  }

  async #show(db: DeviceDb, row: { id: string; body: unknown }, wish: KeptWish, alone: Alone): Promise<GivenTicket> {
    const body = row.body as { code: string; care: boolean; tokenHash: string; letter: string; number: number };
    const ticket: GivenTicket = {
      row: row.id,
      token: wish.token,
      code: body.code,
      care: body.care,
      setup: wish.setup,
      label: labelOf(body.letter, body.number),
      ahead: 0,
      estimate: null,
      takenAt: alone.takenAt,
      shortCode: shortCodeOf(body.tokenHash),
      prints: 0,
      wall: this.#wall(),
      alone: true,
    };
    await this.#note(db, ticket, body.tokenHash, () => db.put(SHOWN, row.id));
    return ticket;
  }

  /** After a reload: the wish that was not decided yet, or the number that was not printed yet. */
  async resume(): Promise<{ pending: Promise<TakeOutcome> | null; given: GivenTicket | null }> {
    const db = await this.#device();
    const rows = await db.rows();
    const last = rows.findLast(isAlone);
    const wishOfLast = last && (await db.get<KeptWish>(wishKey(tokenHashOf(last.body))));
    // Stored, and the page went before anybody saw it.
    if (last && wishOfLast?.alone && (await db.get<string>(SHOWN)) !== last.id) {
      await this.#show(db, last, wishOfLast, wishOfLast.alone);
    }
    const alone = new Set(rows.filter(isAlone).map((row) => tokenHashOf(row.body)));
    for (const row of rows) {
      const wish = askedOf(row);
      if (wish && alone.has(wish.tokenHash)) {
        // Given without the line meanwhile.
        await db.settle(row.id, { id: row.id, ok: false, code: 'line-down' });
      } else if (wish) {
        return { pending: this.#decide(db, row, wish.tokenHash, wish), given: null };
      }
      // A guide would come to a person who is no longer standing here. Other rows are other surfaces' own.
      if (isKioskHelp(row)) await db.settle(row.id, { id: row.id, ok: false, code: 'line-down' });
    }
    return { pending: null, given: (await db.get<GivenTicket | null>(CURRENT)) ?? null };
  }

  /** Before the paper is printed, so that a reload never prints it twice by itself. */
  async markPrinted(ticket: GivenTicket): Promise<GivenTicket> {
    const printed = { ...ticket, prints: ticket.prints + 1 };
    await (await this.#device()).put(CURRENT, printed);
    return printed;
  }

  /** A number that was given otherwise than by `take`: a booking that was checked in. */
  async keep(ticket: GivenTicket): Promise<void> {
    await (await this.#device()).put(CURRENT, ticket);
  }

  async forget(): Promise<void> {
    const unnoted = this.#unnoted;
    this.#unnoted = null;
    const db = await this.#device();
    await unnoted?.().catch(() => undefined);
    await db.put(CURRENT, null);
  }

  /**
   * Keeps a number that was given and lets go of what led to it. The number is kept first: between the two a reload
   * finds at least one of them. It is given whatever the disk refuses: what could not be noted is noted when its
   * person has gone, so that a later reload shows it to nobody else.
   */
  async #note(db: DeviceDb, ticket: GivenTicket, tokenHash: string, letGo: () => Promise<void>): Promise<void> {
    this.#unnoted = letGo;
    try {
      await db.put(CURRENT, ticket);
      await letGo();
      this.#unnoted = null;
      await db.remove(wishKey(tokenHash));
    } catch {
      // Shown and printed all the same.
    }
  }

  /** `known`: the wish's token; after a reload it is the kept one. */
  async #decide(
    db: DeviceDb,
    row: { id: string; text: string },
    tokenHash: string,
    asked: Wish,
    known?: string,
  ): Promise<TakeOutcome> {
    let alone: Alone | null = null;
    const decision = await this.#sender.untilDecided(row, () => (alone = this.#aloneFor(asked)) !== null);
    const token = known ?? (await db.get<KeptWish>(wishKey(tokenHash)).catch(() => undefined))?.token;
    // From here on it is decided: a disk that refuses changes nothing of what the person is told.
    const settle = (by: Decision): Promise<void> => db.settle(row.id, by);
    if (!decision) {
      // The same token: if the hall has given a number all the same, that one leaves for this one (TA4).
      const outcome = alone ? await this.takeAlone(asked, alone, token) : null;
      await settle({ id: row.id, ok: false, code: 'line-down' }).catch(() => undefined);
      return outcome ?? { ok: false, code: 'line-down', data: {} };
    }
    if (!decision.ok) {
      await settle(decision)
        .then(() => db.remove(wishKey(tokenHash)))
        .catch(() => undefined);
      return { ok: false, code: decision.code, data: decision.data ?? {} };
    }
    const ticket = givenTicket(row.id, asked, token ?? '', decision, this.#wall());
    await this.#note(db, ticket, tokenHash, () => settle(decision));
    return { ok: true, ticket };
  }
}

function isKioskHelp(row: { kind: string; body: unknown }): boolean {
  return row.kind === 'callHelp' && (row.body as { from?: unknown }).from === 'kiosk';
}

/** The wish of a row that asks for a number at a kiosk; null: another row. */
function askedOf(row: OutboxRow): (Wish & { tokenHash: string }) | null {
  const body = row.body as { day: string; code: string; care: boolean; tokenHash: string; channel?: string };
  if (row.kind !== 'take' || body.channel !== 'kiosk') return null;
  const { setup } = JSON.parse(row.text) as { setup: number };
  return { day: body.day, code: body.code, care: body.care, setup, at: row.at, tokenHash: body.tokenHash };
}

function tokenHashOf(body: unknown): string {
  return (body as { tokenHash: string }).tokenHash;
}

function givenTicket(
  row: string,
  { code, care, setup }: Wish,
  token: string,
  decision: Extract<Decision, { ok: true }>,
  wall: number,
): GivenTicket {
  const data = decision.data ?? {};
  const estimate = data['estimate'] as GivenTicket['estimate'] | undefined;
  return {
    row,
    token,
    code,
    care,
    setup,
    label: String(data['label'] ?? ''),
    ahead: Number(data['ahead'] ?? 0),
    estimate: estimate ? { from: estimate.from, to: estimate.to } : null,
    takenAt: Number(data['takenAt'] ?? wall),
    shortCode: String(data['shortCode'] ?? ''),
    prints: 0,
    wall,
  };
}
