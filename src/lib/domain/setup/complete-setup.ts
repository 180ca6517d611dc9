import type { Setup } from './setup.ts';

type Later = 'numbers' | 'service' | 'booking' | 'rating' | 'slots' | 'shelf' | 'services';
type EarlierService = Omit<Setup['service'], 'provisionalAcceptance'> & Partial<Setup['service']>;

/** A setup as an older program published it: without what was thought of later. */
export type EarlierSetup = Omit<Setup, Later> &
  Partial<Omit<Pick<Setup, Later>, 'service'>> & { service?: EarlierService | undefined };

/** Fills in what a setup does not say, so that rules never meet a gap. What it says stays. */
export function completeSetup(setup: EarlierSetup): Setup {
  return {
    ...setup,
    numbers: setup.numbers ?? { region: '000000', hall: '01', short: setup.hall.name.slice(0, 1) },
    service: {
      // What no hall has asked for is not allowed.
      provisionalAcceptance: false,
      ...(setup.service ?? {
        tellWithinDays: 5,
        separateDuties: true,
        deliverWithinDays: 10,
        keepDays: 30,
        yellowShare: 0.2,
      }),
    },
    booking: setup.booking ?? {
      slotMinutes: 30,
      daysAhead: 5,
      graceMinutes: 15,
      earlyMinutes: 60,
      changeBeforeMinutes: 120,
      windows: setup.windows.map((window) => window.no),
      stops: [],
      answerWithinMinutes: 120,
      assignWithinMinutes: 30,
      holidayHours: [
        [540, 690],
        [840, 1020],
      ],
      extendedMost: 180,
    },
    rating: setup.rating ?? { aspects: [], validDays: 5, answerDays: 5 },
    slots: setup.slots ?? slotsOf(setup),
    services: setup.services ?? [],
    shelf: setup.shelf ?? { rows: ['A', 'B', 'C'], places: 20 },
  };
}

/** The catalogue's slots by their keys alone. */
function slotsOf(setup: EarlierSetup): Setup['slots'] {
  const ids = new Set(setup.catalogue.packages.flatMap((entry) => entry.pickup.slots ?? []));
  for (const item of setup.catalogue.items) {
    for (const { bundleSlot } of item.results) if (bundleSlot !== null) ids.add(bundleSlot);
  }
  return [...ids].map((id) => ({ id, name: id, nameEn: id, icon: 'box' }));
}
