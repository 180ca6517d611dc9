import { resultFieldsOf, resultPath, slotOf, valueText, type FormField, type Slot } from '#lib/domain/index.ts';
import { valueOf } from '#lib/domain/index.ts';
import { deskPapers as words } from '#lib/i18n/zh-CN/desk-papers.ts';
import type { PaperCase } from './paper-case.ts';

/** How papers, or a screen in its language, put a result into words. `copies`: null leaves `1/2` as it is. */
export interface ResultWords {
  many: (first: string, count: number) => string;
  sentence: (parts: readonly string[]) => string;
  copies: ((one: readonly [string, string], other: readonly [string, string]) => string) | null;
}

type ResultCase = Pick<PaperCase, 'setup' | 'form' | 'content'>;

/** A result's name on papers: the hall's, else the form's. */
export function slotName({ setup, form }: Pick<PaperCase, 'setup' | 'form'>, slot: string): string {
  return setup.slots.find((entry) => entry.id === slot)?.name ?? slotOf(form, slot).zh;
}

/**
 * The result fields that tell one slot's piece from another's: of an item with several slots a field
 * belongs to the slot that its `when slot … expected` names, the others to all of them. Dates and
 * counts are no numbers.
 */
export function fieldsOfSlot({ form }: Pick<PaperCase, 'form'>, slot: string): { field: FormField; path: string }[] {
  const { item } = slotOf(form, slot);
  if (item === null) return [];
  return resultFieldsOf(form, item)
    .filter((field) => field.type !== 'date' && field.type !== 'integer')
    .filter((field) => (slotInCondition(field) ?? slot) === slot)
    .map((field) => ({ field, path: resultPath(item, field.key) }));
}

/**
 * What stands under 编号: numbers of a licence, of seals, of invoices; '' while nobody has registered
 * one. Papers say it in Chinese; a screen gives its own words.
 */
export function slotNumber(paper: ResultCase, slot: string, say: ResultWords = words): string {
  const texts = fieldsOfSlot(paper, slot).flatMap(({ field, path }) => {
    const value = valueOf(paper.form, paper.content, path);
    if (value === null) return [];
    if (field.type !== 'list<text>') return [inWords(field, valueText(paper.form, field, value), say.copies)];
    const lines = String(value).split('\n').filter(Boolean);
    return lines.length > 1 ? [say.many(lines[0] ?? '', lines.length)] : lines;
  });
  return say.sentence(texts);
}

/** Pieces as the result fields count them; null where they do not: then they are counted by hand. */
export function piecesOfResult(paper: Pick<PaperCase, 'form' | 'content'>, slot: string): number | null {
  const { item } = slotOf(paper.form, slot);
  if (item === null) return null;
  const own = resultFieldsOf(paper.form, item).map((field) => field.key);
  const key = own.includes(`pieces.${slot}`) ? `pieces.${slot}` : own.includes('pieces') ? 'pieces' : null;
  if (key === null) return null;
  const pieces = Number(paper.content.texts[resultPath(item, key)] ?? '');
  return Number.isSafeInteger(pieces) && pieces > 0 ? pieces : null;
}

/** Whether the result's own fields hold the pieces of this slot. */
export function countsPieces({ form }: Pick<PaperCase, 'form'>, slot: string): boolean {
  const { item } = slotOf(form, slot);
  return (
    item !== null &&
    resultFieldsOf(form, item).some((field) => field.key === 'pieces' || field.key === `pieces.${slot}`)
  );
}

export function isOwed(slot: Slot): boolean {
  return slot.phase === 'expected' || slot.phase === 'sent' || slot.phase === 'waived';
}

/** `1/2` of 正本/副本数 is 正本1、副本2: nobody reads a fraction on a receipt. */
function inWords(field: FormField, text: string, copies: ResultWords['copies']): string {
  const [, one, other] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const [, first, second] = /^([^/]+)\/([^/]+)数$/.exec(field.label.zh) ?? [];
  if (copies === null || !one || !other || !first || !second) return text;
  return copies([first, one], [second, other]);
}

function slotInCondition({ required }: FormField): string | null {
  return typeof required === 'string' ? (/^when slot ([\w-]+) expected$/.exec(required)?.[1] ?? null) : null;
}
