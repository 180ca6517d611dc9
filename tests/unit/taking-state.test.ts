import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Setup } from '#lib/domain/setup/setup.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import { TakingState } from '#lib/features/kiosk/taking-state.svelte.ts';
import type { GivenTicket, TakeOutcome } from '#lib/features/kiosk/ticket-taker.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../sync-server/sample/${name}`, import.meta.url), 'utf8'));
const setup = { ...(sample('hall.json') as object), catalogue: sample('catalogue.json') } as Setup;
const view = {
  practice: false,
  day: '2026-11-23',
  utcOffsetMinutes: 480,
  queues: setup.queues.map(({ id, name, nameEn }) => ({ id, name, nameEn, waiting: 0, closed: false, windows: [3] })),
} as unknown as BoardView;

const wish = { day: '2026-11-23', code: Object.keys(setup.routes)[0] ?? '', care: false, setup: 1, at: 1000 };
const ticket: GivenTicket = {
  ...wish,
  row: 'kiosk.1',
  token: 'token-1',
  label: 'A021',
  ahead: 3,
  estimate: null,
  takenAt: 2000,
  shortCode: 'M8D4R3WP',
  prints: 0,
  wall: 5000,
};

interface Slip {
  number: string;
  link: string | null;
  reprint: number;
}

/** A kiosk whose store and printer do what the test says. */
class Kiosk {
  readonly slips: Slip[] = [];
  /** What was done to the current number, in its order. */
  readonly acts: string[] = [];
  guides = 0;
  ready: Promise<void> = Promise.resolve();
  marking: Promise<void> = Promise.resolve();
  outcome: Promise<TakeOutcome> = Promise.resolve({ ok: true, ticket });
  readonly taking: TakingState;

  constructor() {
    const taker = {
      take: () => this.outcome,
      takeAlone: () => this.outcome,
      keep: async () => void this.acts.push('keep'),
      forget: async () => void this.acts.push('forget'),
      markPrinted: async (given: GivenTicket) => {
        this.acts.push('mark');
        await this.marking;
        return { ...given, prints: given.prints + 1 };
      },
    };
    const papers = {
      printTicket: async (slip: Slip) => {
        this.slips.push(slip);
        return { ok: true };
      },
    };
    const loader = { setup, ready: () => this.ready, publicUrl: 'https://hall.example/', deviceLabel: 'K1' };
    const parts = [taker, papers, loader, { value: view }] as unknown[];
    this.taking = new TakingState(
      ...(parts as [never, never, never, never]),
      () => (this.guides += 1),
      () => undefined,
    );
  }
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  return { opened: new Promise((resolve) => (open = resolve)), open: () => open() };
}

const paperOf = (kiosk: Kiosk): unknown[] => kiosk.slips.map(({ number, link, reprint }) => [number, link, reprint]);
const itsPaper = [['A021', 'https://hall.example/r/token-1', 0]];

test('完成 while the slip is prepared: its paper comes all the same, and the number is not kept for the next person', async () => {
  const kiosk = new Kiosk();
  const prepared = gate();
  kiosk.ready = prepared.opened;
  const taken = kiosk.taking.take(wish);
  await expect.poll(() => kiosk.taking.phase).toBe('taken');
  kiosk.taking.reset();
  prepared.open();
  await taken;
  expect(paperOf(kiosk)).toEqual(itsPaper);
  expect(kiosk.acts).toEqual(['forget']);
  expect([kiosk.taking.phase, kiosk.taking.ticket, kiosk.taking.paper]).toEqual(['none', null, 'none']);
});

test('完成 while the print is being noted: its paper comes all the same, and the screen stays the next person’s', async () => {
  const kiosk = new Kiosk();
  const noted = gate();
  kiosk.marking = noted.opened;
  const taken = kiosk.taking.take(wish);
  await expect.poll(() => kiosk.acts).toEqual(['mark']);
  kiosk.taking.reset();
  noted.open();
  await taken;
  expect(paperOf(kiosk)).toEqual(itsPaper);
  expect([kiosk.acts, kiosk.taking.ticket, kiosk.taking.paper]).toEqual([['mark', 'forget'], null, 'none']);
});

test('完成 while a checked-in booking is being kept: its paper comes all the same', async () => {
  const kiosk = new Kiosk();
  const given = kiosk.taking.give(ticket, false);
  kiosk.taking.reset();
  await given;
  expect([paperOf(kiosk), kiosk.acts]).toEqual([itsPaper, ['keep', 'forget']]);
});

test('a print that could not be noted is no paper: the number stays on the screen and a guide is called', async () => {
  const kiosk = new Kiosk();
  kiosk.marking = Promise.reject(new Error('QuotaExceededError'));
  await kiosk.taking.take(wish);
  expect([kiosk.taking.phase, kiosk.taking.paper, kiosk.guides]).toEqual(['taken', 'failed', 1]);
  expect([kiosk.taking.ticket?.label, kiosk.slips]).toEqual(['A021', []]);
});

test.each(['take', 'takeAlone'] as const)(
  '%s: a store that breaks on the way ends with what a person can read',
  async (way) => {
    const kiosk = new Kiosk();
    kiosk.outcome = Promise.reject(new Error('InvalidStateError'));
    await kiosk.taking[way](wish, { letter: 'AK', keepOvernight: false, takenAt: 0 });
    expect([kiosk.taking.phase, kiosk.taking.refusal?.code]).toEqual(['none', 'not-saved-here']);
  },
);
