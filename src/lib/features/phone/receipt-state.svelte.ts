import type { ReceiptView, TicketReceipt } from '#lib/domain/views/wire.ts';
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

/** One applicant's own visit, by the token of the QR code or the short code. */
export class ReceiptState {
  readonly live: LiveView<ReceiptView>;
  readonly alert = new Alert();
  care = $state(remembersCare());
  /** The request that is being asked now. */
  asking = $state<Act | null>(null);
  /** The last one that was refused, and why. */
  refused = $state.raw<{ act: Act; code: string } | null>(null);
  helpComing = $state(false);

  readonly #address: string;
  #last: TicketReceipt | null = null;

  constructor(key: string) {
    dropOldViews(KEPT, Date.now());
    dropOldViews(KEPT_BEFORE, Number.POSITIVE_INFINITY);
    this.#address = `/api/receipts/${encodeURIComponent(key)}`;
    this.live = new LiveView<ReceiptView>({
      snapshot: this.#address,
      events: `${this.#address}/events`,
      event: 'receipt',
      keeper: localKeeper<ReceiptView>(`${KEPT}${key}`),
      isFinal: (problem) => problem.status === 404 || problem.status === 410 || problem.status === 429,
      onview: (view) => this.#see(view),
    });
  }

  get isNear(): boolean {
    return isNear(this.live.value?.ticket ?? null);
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
    try {
      const response = await fetch(`${this.#address}/${act}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
        signal: AbortSignal.timeout(8000),
      });
      const code = response.ok ? refusalIn(await response.json()) : await answerCode(response);
      if (code !== null) this.refused = { act, code };
      else if (act === 'help') this.helpComing = true;
      else this.live.refresh();
    } catch {
      this.refused = { act, code: 'line-down' };
    } finally {
      this.asking = null;
    }
  }

  #see({ ticket }: ReceiptView): void {
    const before = this.#last;
    this.#last = ticket;
    if (!before || !ticket) return;
    const calledNow = ticket.phase === 'called' && (before.phase !== 'called' || ticket.calls > before.calls);
    if (calledNow) this.alert.sound('called');
    else if (isNear(ticket) && !isNear(before)) this.alert.sound('near');
  }
}

/** Soon to be called: at most three are before. */
function isNear(ticket: TicketReceipt | null): boolean {
  return ticket?.phase === 'waiting' && ticket.ahead !== null && ticket.ahead <= NEAR;
}

/** A decision may say no inside an answer that arrived. */
function refusalIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('ok' in body) || body.ok !== false) return null;
  return 'code' in body && typeof body.code === 'string' ? body.code : 'internal-error';
}

function remembersCare(): boolean {
  try {
    return localStorage.getItem(CARE) === '1';
  } catch {
    return false;
  }
}
