import { clockText, dateOf, documentNumber, readMatterNumber, type Matter, type Setup } from '#lib/domain/index.ts';
import { canonicalText, type DossierContent } from '#lib/domain/index.ts';
import type { NoticeCommon } from '#lib/documents/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { hashToken } from '../kiosk/token.ts';
import { shortCodeOf } from '../take/short-code.ts';

/** Names of papers in `printedPaper` and in a matter's `prints`. */
export const paperKeys = [
  'one-time-notice',
  'materials-receipt',
  'acceptance',
  /** Printed without the line: the one that counts follows. */
  'acceptance-provisional',
  'refusal',
  'supplement',
  'supplement-receipt',
  'tolerance',
  'commitment',
  'pickup-notice',
  'delivery-proof',
  'booking-voucher',
  'extended-service',
  'handover-slip',
] as const;
export type PaperKey = (typeof paperKeys)[number];

/** What of the hall a paper names; a `HallStore` is one. */
export type NoticeHall = Pick<HallStore, 'setup' | 'session' | 'now'>;

export interface NoticeWish {
  /** The dossier's content: its `token` mark opens the applicant's page, its checksum stands on the paper. Null: neither. */
  content: DossierContent | null;
  matter: Pick<Matter, 'no' | 'prints' | 'tokens'> | null;
  documentNo: string;
  /** Printed without the line: the hall's number comes later. */
  provisional?: boolean;
  document: PaperKey;
  window: number;
  /** Prints before this one, where no matter counts them. */
  prints?: number;
}

/**
 * The part that every notice shares (rules.md §3): hall, phones, link and short code, checksum, who
 * made it, 第 n 次打印. Null before a setup and a signed-in person are known.
 */
export async function noticeCommon(hall: NoticeHall, wish: NoticeWish): Promise<NoticeCommon | null> {
  const { setup, session } = hall;
  const account = session?.staff?.account;
  if (!setup || !session || account === undefined) return null;
  const { documentChecksum } = await import('#lib/documents/index.ts');
  const { content, matter, document, window } = wish;
  const token = content === null ? null : tokenOf(content, matter);
  const now = hall.now();
  const offset = setup.hall.utcOffsetMinutes;
  return {
    hall: setup.hall.name,
    documentNo: wish.documentNo,
    provisional: wish.provisional ?? false,
    matterNo: matter !== null && matter.no !== '' ? matter.no : null,
    issuedAt: `${dateOf(now, offset)} ${clockText(now, offset)}`,
    handler: words.handler(account, window),
    consultationPhone: setup.hall.phone,
    supervisionPhone: setup.hall.supervisionPhone,
    link: token === null || session.publicUrl === '' ? null : `${session.publicUrl}/r/${token}`,
    shortCode: token === null ? null : shortCodeOf(hashToken(token)),
    checksum: content === null ? null : await documentChecksum(canonicalText(content)),
    practice: session.practice,
    reprint: wish.prints ?? matter?.prints[document] ?? 0,
  };
}

/** Where a new token waits while the hall is asked for it: of an answer that is lost the ledger says what it was. */
export const NEXT_TOKEN = 'nextToken';

/** The receipt's token, kept in the dossier so that every device prints the same code. */
export function tokenOf(content: DossierContent, matter: Pick<Matter, 'tokens'> | null = null): string | null {
  const { token, [NEXT_TOKEN]: next } = content.marks;
  if (typeof next === 'string' && matter?.tokens.includes(hashToken(next))) return next;
  return typeof token === 'string' && token !== '' ? token : null;
}

/** `滨政务受字〔2026〕第000123号` of a serial that the hall has counted. */
export function noticeNumber(setup: Setup, word: string, date: string, serial: number): string {
  return documentNumber(setup.numbers.short, word, date.slice(0, 4), serial);
}

/**
 * Receipts are numbered by their matter: date, terminal and serial are in its number, unique
 * without a line, so that a receipt never has a provisional number.
 */
export function receiptNumber(setup: Setup, word: string, matterNo: string): string {
  const parts = readMatterNumber(matterNo);
  if (!parts) return '';
  return documentNumber(
    setup.numbers.short,
    word,
    parts.date.replaceAll('-', ''),
    parts.terminal * 1000 + parts.serial,
  );
}
