import { checkMatterNumber, type HallState, type Matter } from '#lib/domain/index.ts';
import { hashToken } from '../kiosk/token.ts';
import { readShortCode } from '../phone/short-code.ts';
import { shortCodeOf } from '../take/short-code.ts';

/**
 * The matters that a scan or a few typed characters mean: a receipt's QR link, its short code, the
 * pickup code, the matter number or its last four digits, a ticket's label, or part of the name.
 * `labelOf`: the applicant's name as it is known here.
 */
export function findBundles(state: HallState, typed: string, labelOf: (dossier: string) => string): Matter[] {
  const text = typed.normalize('NFKC').trim();
  if (text === '') return [];
  const collectable = [...state.matters.values()].filter((matter) => matter.slots.length > 0);
  const by = (fits: (matter: Matter) => boolean): Matter[] => collectable.filter(fits);

  const token = /\/r\/([\w-]{22})\/?$/.exec(text)?.[1] ?? (/^[\w-]{22}$/.test(text) ? text : null);
  if (token !== null) {
    const hash = hashToken(token);
    const found = by((matter) => matter.tokens.includes(hash));
    if (found.length > 0) return found;
  }
  const digits = text.replace(/\s/g, '');
  if (checkMatterNumber(digits)) return by((matter) => matter.no === digits);
  if (/^\d{6}$/.test(digits)) {
    const found = by((matter) => matter.pickupCode === digits);
    if (found.length > 0) return found;
  }
  if (/^\d{4}$/.test(digits)) {
    const found = by((matter) => matter.no.endsWith(digits));
    if (found.length > 0) return found;
  }
  if (/^[A-Za-z]\d{3}$/.test(digits)) {
    const found = by((matter) => matter.label === digits.toUpperCase());
    if (found.length > 0) return found;
  }
  const code = readShortCode(text);
  if (code.complete) {
    const found = by((matter) => matter.tokens.some((hash) => shortCodeOf(hash) === code.code));
    if (found.length > 0) return found;
  }
  const wanted = text.toLowerCase();
  return by((matter) => labelOf(matter.dossier).toLowerCase().includes(wanted));
}
