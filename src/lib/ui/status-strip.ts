/** What the strip shows: three facts, the line, and what else a clerk must know. */
export interface StripView {
  state: 'well' | 'connecting' | 'cut' | 'back' | 'recovering' | 'hall-failing' | 'nothing-saved';
  /** Clock texts of the last save (hall time); null before the first one. */
  savedHereAt: string | null;
  savedAtHallAt: string | null;
  /** Acts not yet at the hall. */
  unsent: number;
  /** Acts not yet decided. */
  proposed: number;
  /** Since when the line is down, hall time. */
  cutSince?: string;
  cutMinutes?: number;
  /** Numbers that this window may still call while the line is down. */
  callable?: number;
  /** While sending after a cut. */
  sent?: number;
  toSend?: number;
  /** This device's clock against the hall's: negative is slow. Shown beyond one minute. */
  clockOffMinutes?: number;
  insecureOrigin?: boolean;
  practice?: boolean;
}
