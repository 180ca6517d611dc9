import type { HallTarget, Target } from '../target.ts';

/** One numbered promise, asked of a relay from outside. Throws a Violation when it is broken. */
export interface Check<T extends Target = HallTarget> {
  id: `CF${number}`;
  promise: string;
  run(target: T): Promise<void>;
}
