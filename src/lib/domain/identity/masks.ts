import { maskName } from '../shared/index.ts';

/**
 * What of a person may stand on paper and on screens (rules.md §2.10, usual practice): the whole
 * number stays in the dossier.
 */

/** `440308********1234`; a passport keeps two characters at each end. */
export function maskIdentity(number: string): string {
  const characters = [...number.trim()];
  if (characters.length >= 15) return keepEnds(characters, 6, 4);
  return characters.length > 4 ? keepEnds(characters, 2, 2) : '*'.repeat(characters.length);
}

/** `138****6027`; a shorter number keeps its last two digits. */
export function maskPhone(number: string): string {
  const characters = [...number.trim()];
  return characters.length >= 11 ? keepEnds(characters, 3, 4) : keepEnds(characters, 0, 2);
}

/** `张*`: for public screens and lists. */
export function maskPersonName(name: string): string {
  return maskName(name.trim());
}

/** `方*宇`: for papers on which the person signs; two characters keep the first alone. */
export function maskMiddle(name: string): string {
  const characters = [...name.trim()];
  return characters.length > 2 ? keepEnds(characters, 1, 1) : maskName(name.trim());
}

const legalForms = /(有限责任公司|股份有限公司|有限公司|合伙企业|个体工商户|公司|[（(].*[）)])/;
const place = /^.{1,6}?(?:特别行政区|自治区|省|市|县|区)/u;

/** `滨江市青禾****有限公司`: place, two characters and the legal form; the stars tell no length. */
export function maskCompany(name: string): string {
  const whole = name.trim();
  const formAt = whole.search(legalForms);
  const body = formAt > 0 ? whole.slice(0, formAt) : whole;
  const legalForm = formAt > 0 ? whole.slice(formAt) : '';
  const region = place.exec(body)?.[0] ?? '';
  const own = [...body.slice(region.length)];
  // A name of two characters would stand there in full.
  return `${region}${own.slice(0, own.length > 2 ? 2 : 1).join('')}****${legalForm}`;
}

const organisation = /(公司|企业|工商户|合作社|合伙|事务所|中心|厂|店|院|校|馆|部|社)([（(].*[）)])?$/u;

/** For lists and receipts, where a name may be a person's or a company's. */
export function maskApplicant(name: string): string {
  const whole = name.trim();
  // Nobody is called by five characters and a trade; 张店 is a person.
  return [...whole].length > 4 && organisation.test(whole) ? maskCompany(whole) : maskPersonName(whole);
}

function keepEnds(characters: readonly string[], head: number, tail: number): string {
  const hidden = Math.max(0, characters.length - head - tail);
  return [...characters.slice(0, head), '*'.repeat(hidden), ...characters.slice(head + hidden)].join('');
}
