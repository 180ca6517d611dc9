import type { Decision, DeviceDb } from '#lib/store/device-db.ts';
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
}

export type TakeOutcome =
  { ok: true; ticket: GivenTicket } | { ok: false; code: string; data: Record<string, unknown> };

/** Beside the row: the token is never sent, only its hash. */
interface KeptWish {
  token: string;
  code: string;
  care: boolean;
  setup: number;
}

const CURRENT = 'kiosk-current';
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

  constructor(device: () => Promise<DeviceDb>, sender: Sender, newToken: () => string, wall: () => number) {
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
    return this.#decide(db, row, tokenHash);
  }

  /** After a reload: the wish that was not decided yet, or the number that was not printed yet. */
  async resume(): Promise<{ pending: Promise<TakeOutcome> | null; given: GivenTicket | null }> {
    const db = await this.#device();
    const rows = await db.rows();
    for (const row of rows) {
      const tokenHash = tokenHashOf(row.text);
      if (tokenHash !== null) return { pending: this.#decide(db, row, tokenHash), given: null };
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
    await (await this.#device()).put(CURRENT, null);
  }

  async #decide(db: DeviceDb, row: { id: string; text: string }, tokenHash: string): Promise<TakeOutcome> {
    const decision = await this.#sender.untilDecided(row);
    if (!decision.ok) {
      await db.settle(row.id, decision);
      return { ok: false, code: decision.code, data: decision.data ?? {} };
    }
    const wish = await db.get<KeptWish>(wishKey(tokenHash));
    const ticket = givenTicket(row.id, wish, decision, this.#wall());
    // The number is kept before the row goes: between the two a reload finds at least one of them.
    await db.put(CURRENT, ticket);
    await db.settle(row.id, decision);
    return { ok: true, ticket };
  }
}

function isKioskHelp(row: { kind: string; body: unknown }): boolean {
  return row.kind === 'callHelp' && (row.body as { from?: unknown }).from === 'kiosk';
}

function tokenHashOf(text: string): string | null {
  const row = JSON.parse(text) as { kind?: unknown; body?: { tokenHash?: unknown; channel?: unknown } };
  return row.kind === 'take' && row.body?.channel === 'kiosk' && typeof row.body?.tokenHash === 'string'
    ? row.body.tokenHash
    : null;
}

function givenTicket(
  row: string,
  wish: KeptWish | undefined,
  decision: Extract<Decision, { ok: true }>,
  wall: number,
): GivenTicket {
  const data = decision.data ?? {};
  const estimate = data['estimate'] as GivenTicket['estimate'] | undefined;
  return {
    row,
    token: wish?.token ?? '',
    code: wish?.code ?? '',
    care: wish?.care ?? false,
    setup: wish?.setup ?? 0,
    label: String(data['label'] ?? ''),
    ahead: Number(data['ahead'] ?? 0),
    estimate: estimate ? { from: estimate.from, to: estimate.to } : null,
    takenAt: Number(data['takenAt'] ?? wall),
    shortCode: String(data['shortCode'] ?? ''),
    prints: 0,
    wall,
  };
}
