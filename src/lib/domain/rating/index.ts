export * from './open-ratings.ts';
export * from './rating-figures.ts';
export { decideRating, type RatingCommand } from './decide-rating.ts';
