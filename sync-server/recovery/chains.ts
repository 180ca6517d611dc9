import { nextHead } from '../hall/seal.ts';

/** One entry as the room's map has it: the value of one key. */
export type Tuples = readonly unknown[];

/** One way a day went, as somebody's copy has it. */
export interface Branch {
  day: string;
  epoch: string;
  /** Entry n is at n − 1. */
  tuples: Tuples[];
  /** The chain's head after entry n is at n. */
  heads: string[];
}

export function newBranch(day: string, epoch: string): Branch {
  return { day, epoch, tuples: [], heads: [''] };
}

export function extend(branch: Branch, tuples: readonly Tuples[]): void {
  for (const entry of tuples) {
    branch.tuples.push(entry);
    branch.heads.push(nextHead(branch.heads.at(-1) ?? '', branch.tuples.length, entry));
  }
}

/** The head after `from − 1 + tuples.length` entries of a chain that has `head` before `from`. */
export function headOver(head: string, from: number, tuples: readonly Tuples[]): string {
  return tuples.reduce((before, entry, index) => nextHead(before, from + index, entry), head);
}

/** Whether the branch says the same as a copy that ends at `seq` with `head`. */
export function covers({ heads }: Branch, { seq, head }: { seq: number; head: string }): boolean {
  return heads[seq] === head;
}

/** How many entries all of these have in common; one that is only shorter than another says the same. */
export function commonLength(branches: readonly Branch[]): number {
  const [first, ...others] = [...branches].sort((a, b) => b.tuples.length - a.tuples.length);
  if (!first) return 0;
  let common = first.tuples.length;
  for (const other of others) {
    const shared = sharedLength(first, other);
    if (shared < other.tuples.length) common = Math.min(common, shared);
  }
  return common;
}

/** The chain is one: two that have the same head have the same entries up to there. */
export function sharedLength(a: Branch, b: Branch): number {
  let [low, high] = [0, Math.min(a.tuples.length, b.tuples.length)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (a.heads[middle] === b.heads[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Trunk {
  /** The longest branch that counts; entries beyond `length` are disputed. */
  branch: Branch;
  length: number;
  /** Branches that say otherwise from `length` on; empty: nobody contradicts. */
  disputed: Branch[];
  /** Branches that contradict what is certain: the backup, or an epoch that was opened later. */
  overruled: Branch[];
}

/**
 * What a day was, by all copies of it. `base`: what the backup has of it, certain. Of several epochs the one with the
 * highest counter counts: it was opened by a decision. Copies that part end the day before their first difference:
 * nobody guesses who is right. Null: nobody knows the day.
 */
export function trunkOf(branches: readonly Branch[], base: Branch | null): Trunk | null {
  const inStep = branches.filter((branch) => !base || sharedLength(branch, base) >= base.tuples.length);
  const certain = base ? [base, ...inStep] : inStep;
  const highest = Math.max(0, ...inStep.map((branch) => epochCounter(branch.epoch)));
  const counting = certain.filter((branch) => branch === base || epochCounter(branch.epoch) === highest);
  const [longest] = [...counting].sort((a, b) => b.tuples.length - a.tuples.length);
  if (!longest || longest.tuples.length === 0) return null;
  const length = commonLength(counting);
  const isOther = (branch: Branch): boolean => branch !== base && sharedLength(branch, longest) < branch.tuples.length;
  return {
    branch: longest,
    length,
    disputed: length === longest.tuples.length ? [] : counting.filter((branch) => branch !== base),
    overruled: branches.filter((branch) => !counting.includes(branch) && isOther(branch)),
  };
}

/** `<counter>-<random>` */
export function epochCounter(epoch: string): number {
  const counter = Number(/^(\d{1,9})-/.exec(epoch)?.[1]);
  return Number.isSafeInteger(counter) ? counter : 0;
}
