import { matterTail, type Matter } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { shortCodeOf } from '../take/short-code.ts';

export interface FoundMatter {
  matter: Matter;
  name: string;
  tail: string;
}

const MOST = 8;

/**
 * Open matters by what somebody can say or show of one: the end of its number, its pickup code, its
 * ticket, its short code, or a part of the applicant's name. The newest first.
 */
export function findMatters(hall: HallStore, typed: string): FoundMatter[] {
  const wanted = typed.trim().toUpperCase().replace(/\s/g, '');
  if (wanted.length < 2) return [];
  const found: FoundMatter[] = [];
  const newestFirst = [...hall.proposed.matters.values()].sort((one, other) => other.openedAt - one.openedAt);
  for (const matter of newestFirst) {
    if (matter.phase === 'closed') continue;
    // Asks for the name by itself: it comes a moment later.
    const name = hall.labels.of(matter.dossier)?.name ?? '';
    const isIt =
      (/^\d{3,}$/.test(wanted) &&
        (matter.no.endsWith(wanted) || matter.no === wanted || matter.pickupCode === wanted)) ||
      matter.label === wanted ||
      matter.tokens.some((token) => shortCodeOf(token) === wanted) ||
      name.toUpperCase().includes(wanted);
    if (isIt) found.push({ matter, name, tail: matter.no === '' ? '' : matterTail(matter.no) });
    if (found.length === MOST) break;
  }
  return found;
}
