import { accepted, refused, type HallDate, type Result } from '../shared/index.ts';
import { checkResidentId, type ResidentIdFault } from './resident-id.ts';
import { checkUscc } from './uscc.ts';

export const identityTypes = ['resident_id', 'hk_mo_tw_residence', 'passport', 'foreign_permanent', 'uscc'] as const;

export type IdentityType = (typeof identityTypes)[number];

export type IdentityFault = ResidentIdFault | 'uscc-shape' | 'uscc-check-digit';

export interface Identity {
  /** In capitals, without spaces around. */
  number: string;
  birth: HallDate | null;
}

/** What the first digits say: a card of another kind under this type is `id-shape`. */
const beginnings: Partial<Record<IdentityType, RegExp>> = {
  resident_id: /^[1-7]/,
  hk_mo_tw_residence: /^8[123]0000/,
  foreign_permanent: /^9/,
};

/**
 * Checks a document number by the document's kind. A passport is five to twenty letters and digits.
 * Without a kind (a form that does not ask for it) 18 characters are a card, others a passport.
 */
export function checkIdentity(type: string | null, text: string, today: HallDate): Result<Identity, IdentityFault> {
  const number = text.trim().toUpperCase();
  const kind = type ?? (/^\d{17}/.test(number) ? 'card' : 'passport');
  if (kind === 'uscc') {
    const checked = checkUscc(number);
    return checked.ok ? accepted({ number: checked.value, birth: null }) : checked;
  }
  if (kind === 'passport') {
    return /^[A-Z0-9]{5,20}$/.test(number) ? accepted({ number, birth: null }) : refused('id-shape');
  }
  const beginning = beginnings[kind as IdentityType];
  if (beginning && !beginning.test(number)) return refused('id-shape');
  return checkResidentId(number, today);
}
