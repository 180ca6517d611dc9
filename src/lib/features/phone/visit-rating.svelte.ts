import type { RatingReceipt } from '#lib/domain/views/receipt-wire.ts';
import type { RatingMessages } from '#lib/i18n/zh-CN/rating.ts';
import type { ReceiptState } from './receipt-state.svelte.ts';

/** Two levels below 基本满意 are answered by somebody. */
const WORST_GOOD = 3;

/** One visit's rating on its applicant's phone: what is chosen stays until the hall has it. */
export class VisitRating {
  level = $state(0);
  aspects = $state<string[]>([]);
  text = $state('');
  isMissing = $state(false);
  isSending = $state(false);
  refused = $state<string | null>(null);
  /** The level that was given; 0 before. */
  given = $state(0);
  readonly #receipt: ReceiptState;

  constructor(receipt: ReceiptState) {
    this.#receipt = receipt;
  }

  get isBad(): boolean {
    return this.given > 0 && this.given < WORST_GOOD;
  }

  async submit({ visit, item }: RatingReceipt): Promise<void> {
    this.isMissing = this.level === 0;
    this.refused = null;
    if (this.isMissing || this.isSending) return;
    this.isSending = true;
    const text = this.text.trim();
    const body = { visit, item, level: this.level, aspects: [...this.aspects], ...(text === '' ? {} : { text }) };
    this.refused = await this.#receipt.post('ratings', body);
    this.isSending = false;
    if (this.refused === null) this.given = this.level;
  }

  /** The next one begins empty. */
  again(): void {
    this.level = 0;
    this.aspects = [];
    this.text = '';
    this.given = 0;
    this.refused = null;
    this.isMissing = false;
  }
}

export function ratingRefusedWords(t: RatingMessages, code: string): string {
  if (code === 'line-down') return t.offline;
  if (code === 'rated-before') return t.ratedBefore;
  if (code === 'rating-expired') return t.expired;
  return code === 'rating-not-open' ? t.notOpen : t.failed;
}
