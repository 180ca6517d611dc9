import { LazyBundle } from './lazy-bundle.svelte.ts';
import { rating as zh, type RatingMessages } from './zh-CN/rating.ts';

export const ratingMessages = new LazyBundle<RatingMessages>(zh, () =>
  import('./en/rating.ts').then(({ rating }) => rating),
);
