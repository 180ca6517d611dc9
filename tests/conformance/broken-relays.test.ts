import { describe, expect, onTestFinished, test } from 'vitest';
import { breakages, breakRelay, brokenStorage, type Breakage, type Severity } from './broken-relays.ts';
import { durableChecks } from './checks/durable.ts';
import { holdingChecks } from './checks/holding.ts';
import { hallTarget, type HallTarget } from './target.ts';
import { Violation } from './violation.ts';

const checks = [...durableChecks, ...holdingChecks];

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
  'drops-commits': {
    severity: { oneIn: 40 },
    by: { CF14: /acknowledged edit is there|decided command is in the ledger|same answer|nothing is there twice/ },
  },
  'ignores-holder': { by: { CF31: /silence is never consent/ } },
  'mistakes-ids': { by: { CF15: /other bytes under a known id are refused/ } },
};

async function broken(breakage: Breakage, severity?: Severity): Promise<HallTarget> {
  const target = await hallTarget({
    name: breakage,
    wrap: (disk) => brokenStorage(breakage, disk, severity),
    spoil: (relay) => breakRelay(breakage, relay),
    byHand: true,
  });
  onTestFinished(() => target.close());
  return target;
}

describe('a relay that breaks a promise is found', () => {
  for (const breakage of breakages) {
    const { by, severity } = finds[breakage];
    for (const [id, words] of Object.entries(by)) {
      test(`[${id}] ${breakage}`, async () => {
        const check = checks.find((one) => one.id === id);
        const found = await check?.run(await broken(breakage, severity)).then(
          () => null,
          (error: unknown) => error,
        );
        // A relay that fell over by itself would show nothing: it is this promise that is broken.
        expect(found).toBeInstanceOf(Violation);
        expect(String(found)).toMatch(words);
      });
    }
  }
});
