import type { Setup } from '#lib/domain/index.ts';
import { sampleSetup } from '../../sync-server/hall/founding.ts';
import type { Breakage } from '../conformance/broken-relays.ts';

export const FIRST_DAY = '2026-11-23';
export const DAY_MS = 86_400_000;
/** Nine in the morning. */
export const MORNING = 9 * 3_600_000;

/** A hall of three windows for one queue, one of them for a second queue too. */
function smallSetup(keepOvernight: boolean): Setup {
  const sample = sampleSetup();
  const [first, second] = sample.queues;
  const windows = sample.windows.slice(0, 3);
  if (!first || !second || windows.length < 3) throw new Error('the sample hall is too small');
  return {
    ...sample,
    queues: [first, second].map((queue) => ({ ...queue, contingent: null })),
    windows: windows.map((window, index) => ({
      ...window,
      no: index + 1,
      queues: index === 1 ? [first.id, second.id] : [first.id],
    })),
    policy: { ...sample.policy, keepOvernight, reentryRestSeconds: 1, reentryBehind: 1 },
  };
}

export const setups = { ends: smallSetup(false), keeps: smallSetup(true) };

/** A matter of each queue. */
export const codes: string[] = setups.ends.queues.map(({ id }) => {
  const route = Object.entries(setups.ends.routes).find(([, queue]) => queue === id);
  if (!route) throw new Error(`no matter goes to ${id}`);
  return route[0];
});

/** What a run leaves out: one rule of custody, by its number (sync: custody by name), in one way or another. */
export const omissions = [
  '1-window-is-holder',
  '2-ignores-marks',
  '2-own-queues',
  '4-mark-not-kept',
  '4-not-one-tab',
  '5-announces-before-storing',
  '6-does-not-ask',
  '6-gave-from-anybody',
  '6-gave-for-any-right',
  '6-answers-before-marking',
  '7-silence-is-consent',
  '8-tells-before-commit',
  '9-relay-holds-own-rounds',
  '9-calls-while-unsure',
  '9-calls-from-old-copy',
  '10-forgets-at-restart',
  '10-waits-at-restart',
  '11-refuses-late-facts',
  '11-queues-again',
  '12-releases-without-marking',
  '12-release-not-recorded',
  '13-wiped-keeps-incarnation',
  '14-no-suspects',
  '15-passes-rounds-on',
] as const;

/** What only a broken relay does: beside the rules, and below them. */
type Slip = 'drops-commits' | 'mistakes-ids';

/** '' leaves nothing out. */
export type Broken = '' | (typeof omissions)[number] | Slip;

/** The relays that break their word, as the model has them. */
export const brokenRelays: Record<Breakage, Broken> = {
  'acknowledges-early': '8-tells-before-commit',
  'drops-commits': 'drops-commits',
  'ignores-holder': '6-does-not-ask',
  'mistakes-ids': 'mistakes-ids',
};
