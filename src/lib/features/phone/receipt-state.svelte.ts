import type { RatingReceipt, ReceiptView } from '#lib/domain/views/receipt-wire.ts';
import { answerCode } from '../live/answer.ts';
import { LiveView } from '../live/live-view.svelte.ts';
import { dropOldViews, localKeeper } from '../live/view-keeper.ts';
import { Alert } from './alert.svelte.ts';

export type Act = 'leave' | 'delay' | 'help';

/** Three ahead: time to come back. */
const NEAR = 3;
const KEPT = 'onewindow-visit-';
/** Views of an older shape. */
const KEPT_BEFORE = 'onewindow-receipt-';
const CARE = 'onewindow-care';
const SKIPPED = 'onewindow-skipped';
/** Older wishes not to rate are forgotten: their visits are over. */
const MOST_SKIPPED = 40;

/** One applicant's own visit, by the token of the QR code or the short code. */
export class ReceiptState {
  /** `/api/receipts/<token or short code>` */
  readonly address: string;
  readonly live: LiveView<ReceiptView>;
  readonly alert = new Alert();
  care = $state(remembersCare());
  /** The request that is being asked now. */
  asking = $state<Act | null>(null);
  /** The last one that was refused, and why. */
  refused = $state.raw<{ act: Act; code: string } | null>(null);
  helpComing = $state(false);
  /** The page is the rating form now. */
  isRating = $state(false);
  #skipped = $state.raw<readonly string[]>(remembered(SKIPPED));

  #last: ReceiptView | null = null;

  constructor(key: string) {
    dropOldViews(KEPT, Date.now());
    dropOldViews(KEPT_BEFORE, Number.POSITIVE_INFINITY);
    this.address = `/api/receipts/${encodeURIComponent(key)}`;
    this.live = new LiveView<ReceiptView>({
      snapshot: this.address,
      events: `${this.address}/events`,
      event: 'receipt',
      keeper: localKeeper<ReceiptView>(`${KEPT}${key}`),
      isFinal: (problem) => problem.status === 404 || problem.status === 410 || problem.status === 429,
      onview: (view) => this.#see(view),
    });
  }

  get isNear(): boolean {
    return isNear(this.live.value?.ticket ?? null);
  }

  /** What may still be rated and nobody said 不评了 to; null when there is nothing. */
  get offer(): RatingReceipt | null {
    const open = this.live.value?.ratings.filter(({ rated }) => !rated) ?? [];
    return open.find((offer) => !this.#skipped.includes(keyOf(offer))) ?? null;
  }

  rate(): void {
    this.isRating = true;
  }

  /** 不评了: as final as a rating on this phone, and nothing is sent. */
  skip(offer: RatingReceipt): void {
    this.#skipped = [...this.#skipped, keyOf(offer)].slice(-MOST_SKIPPED);
    try {
      localStorage.setItem(SKIPPED, JSON.stringify(this.#skipped));
    } catch {
      // Blocked: asked again after a reload, nothing else.
    }
  }

  setCare(care: boolean): void {
    this.care = care;
    try {
      localStorage.setItem(CARE, care ? '1' : '');
    } catch {
      // Blocked: large type then lasts as long as the page.
    }
  }

  /** Shown as asking until the hall has decided; the new state arrives by the stream. */
  async act(act: Act): Promise<void> {
    if (this.asking) return;
    this.asking = act;
    this.refused = null;
    const code = await this.post(act, {});
    if (code !== null) this.refused = { act, code };
    else if (act === 'help') this.helpComing = true;
    this.asking = null;
  }

  /** A request about this visit. Null: done; else why not, `line-down` when nobody answered. */
  async post(what: string, body: Record<string, unknown>): Promise<string | null> {
    try {
      const response = await fetch(`${this.address}/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(8000),
      });
      const code = response.ok ? refusalIn(await response.json()) : await answerCode(response);
      if (code === null) this.live.refresh();
      return code;
    } catch {
      return 'line-down';
    }
  }

  #see(view: ReceiptView): void {
    const before = this.#last;
    this.#last = view;
    if (!before) return;
    const { ticket } = view;
    const earlier = before.ticket;
    const calledNow =
      ticket?.phase === 'called' && earlier && (earlier.phase !== 'called' || ticket.calls > earlier.calls);
    const readyNow = view.matters.some(({ code, openedAt, readyAt }) => {
      const same = before.matters.find((matter) => matter.code === code && matter.openedAt === openedAt);
      return readyAt > 0 && same?.readyAt === 0;
    });
    if (calledNow || readyNow) this.alert.sound('called');
    else if (earlier && isNear(ticket) && !isNear(earlier)) this.alert.sound('near');
  }
}

/** Soon to be called: at most three are before. */
function isNear(ticket: ReceiptView['ticket']): boolean {
  return ticket?.phase === 'waiting' && ticket.ahead !== null && ticket.ahead <= NEAR;
}

/** A decision may say no inside an answer that arrived. */
function refusalIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('ok' in body) || body.ok !== false) return null;
  return 'code' in body && typeof body.code === 'string' ? body.code : 'internal-error';
}

function keyOf({ visit, item }: RatingReceipt): string {
  return `${visit}|${item}`;
}

function remembered(key: string): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

function remembersCare(): boolean {
  try {
    return localStorage.getItem(CARE) === '1';
  } catch {
    return false;
  }
}
