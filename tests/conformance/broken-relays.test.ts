import { describe, expect, test } from 'vitest';
import { isLong } from '../faults/rounds.ts';
import { breakages, breakRelay, brokenStorage, counter, type Breakage, type Severity } from './broken-relays.ts';
import { durableChecks } from './checks/durable.ts';
import { holdingChecks } from './checks/holding.ts';
import { hallTarget, type HallTarget } from './target.ts';
import { Violation } from './violation.ts';

const checks = [...durableChecks, ...holdingChecks];

const KEPT = /acknowledged edit is there|decided command is in the ledger|same answer|nothing is there twice/;
/** One check has some hundred commits: so many of them are more than enough for one in a thousand. */
const MOST = 100;

/** Which checks must find which breakage, and how the broken relay gives itself away. */
const finds: Record<Breakage, { severity?: Severity; by: Record<string, RegExp> }> = {
  'acknowledges-early': {
    by: {
      CF10: /no acknowledgement before the commit/,
      CF11: /no decision before the commit/,
      CF12: /no acknowledgement of a deletion before the commit/,
      CF13: /a full disk acknowledges nothing/,
      CF14: /acknowledged edit is there|decided command is in the ledger/,
    },
  },
  'drops-commits': { severity: { oneIn: 40 }, by: { CF14: KEPT } },
  'ignores-holder': { by: { CF31: /silence is never consent/ } },
  'mistakes-ids': { by: { CF15: /other bytes under a known id are refused/ } },
};

function broken(breakage: Breakage, severity?: Severity): Promise<HallTarget> {
  return hallTarget({
    name: breakage,
    wrap: (disk) => brokenStorage(breakage, disk, severity),
    spoil: (relay) => breakRelay(breakage, relay),
    byHand: true,
  });
}

async function violationOf(id: string, target: HallTarget): Promise<unknown> {
  const check = checks.find((one) => one.id === id);
  if (!check) throw new Error(`no check ${id}`);
  try {
    await check.run(target);
    return null;
  } catch (error) {
    return error;
  } finally {
    await target.close();
  }
}

describe('a relay that breaks a promise is found', () => {
  for (const breakage of breakages) {
    const { by, severity } = finds[breakage];
    for (const [id, words] of Object.entries(by)) {
      test(`[${id}] ${breakage}`, async () => {
        const found = await violationOf(id, await broken(breakage, severity));
        // A relay that fell over by itself would show nothing: it is this promise that is broken.
        expect(found).toBeInstanceOf(Violation);
        expect(String(found)).toMatch(words);
      });
    }
  }
});

if (isLong) {
  test('[CF14] drops-commits, one in a thousand, counted over many halls', async () => {
    const severity = { oneIn: 1000, count: counter() };
    let found: unknown = null;
    let halls = 0;
    for (; found === null && halls < MOST; halls += 1) {
      found = await violationOf('CF14', await broken('drops-commits', severity));
    }
    console.log(`drops-commits, one in a thousand: found in ${halls} halls`);
    expect(found).toBeInstanceOf(Violation);
    expect(String(found)).toMatch(KEPT);
  });
}
