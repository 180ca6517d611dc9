import type { DossierContent } from '../forms/index.ts';

/** Where a dossier may say whose it is, the most telling first; `*` is any row. */
const places = [
  'company.nameApproved',
  'company.name',
  'applicant.name',
  'person.nameZh',
  'person.given',
  'transferees/*/name',
  'booking.name',
] as const;

/** The name that lists show for a dossier, '' while nobody has typed one. */
export function applicantName(content: DossierContent): string {
  for (const place of places) {
    const [list = '', ...rest] = place.split('/*/');
    if (rest.length === 0) {
      const text = content.texts[place]?.trim();
      if (text) return text;
      continue;
    }
    for (const row of content.rows[list] ?? []) {
      const text = content.texts[`${list}/${row}/${rest.join('/')}`]?.trim();
      if (text) return text;
    }
  }
  const booking = content.marks['booking'];
  const name = typeof booking === 'object' && booking !== null ? (booking as Record<string, unknown>)['name'] : '';
  return typeof name === 'string' ? name.trim() : '';
}
