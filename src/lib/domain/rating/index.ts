export { decideRating, type RatingCommand } from './decide-rating.ts';
