import type { HallState, Rating, RatingSource } from '../ledger/index.ts';
import { WORST_GOOD_LEVEL } from './decide-rating.ts';

export interface RatingCount {
  total: number;
  good: number;
  /** 好评率: share of the levels 3–5, per cent with two decimals; null without a rating. */
  goodRate: number | null;
}

export interface RatingFigures extends RatingCount {
  bad: number;
  byLevel: Record<1 | 2 | 3 | 4 | 5, number>;
  bySource: Record<RatingSource, number>;
  byWindow: (RatingCount & { window: number })[];
  byItem: (RatingCount & { item: string })[];
}

/** R6: what the day's ratings say of windows and items, never of who rated (rules F7). */
export function ratingFigures({ ratings }: Pick<HallState, 'ratings'>): RatingFigures {
  const byLevel = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  const bySource = { phone: 0, screen: 0, paper: 0 };
  for (const { level, source } of ratings) {
    if (level === 1 || level === 2 || level === 3 || level === 4 || level === 5) byLevel[level] += 1;
    bySource[source] += 1;
  }
  const all = countOf(ratings);
  return {
    ...all,
    bad: all.total - all.good,
    byLevel,
    bySource,
    byWindow: grouped(ratings, (rating) => rating.window)
      .map(([window, count]) => ({ window, ...count }))
      .sort((a, b) => a.window - b.window),
    byItem: grouped(ratings, (rating) => rating.item)
      .map(([item, count]) => ({ item, ...count }))
      .sort((a, b) => (a.item < b.item ? -1 : 1)),
  };
}

function grouped<Key>(ratings: readonly Rating[], keyOf: (rating: Rating) => Key): [Key, RatingCount][] {
  const groups = new Map<Key, Rating[]>();
  for (const rating of ratings) groups.set(keyOf(rating), [...(groups.get(keyOf(rating)) ?? []), rating]);
  return [...groups].map(([key, group]) => [key, countOf(group)]);
}

function countOf(ratings: readonly Rating[]): RatingCount {
  const total = ratings.length;
  const good = ratings.filter(({ level }) => level >= WORST_GOOD_LEVEL).length;
  return { total, good, goodRate: total === 0 ? null : Math.round((good / total) * 10_000) / 100 };
}
