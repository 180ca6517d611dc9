import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DocumentDescription } from '#lib/documents/index.ts';
import { emptyContent, type Booking } from '#lib/domain/index.ts';
import type { DepartmentRow } from '#lib/features/department/department-work.ts';
import { printSlip } from '#lib/features/department/slips.ts';
import { receiveAndPrint } from '#lib/features/intake/intake-acts.ts';
import type { IntakeDesk } from '#lib/features/intake/intake-desk.svelte.ts';
import { printPaper } from '#lib/features/intake/intake-papers.ts';
import type { MatterForm } from '#lib/features/intake/matter-form.svelte.ts';
import { printPickupNotice, printProof } from '#lib/features/pickup/desk-papers.ts';
import { PickupDesk } from '#lib/features/pickup/pickup-desk.svelte.ts';
import { PaperDesk, type PrintOutcome } from '#lib/features/printing/paper-desk.ts';
import { printBookingPaper } from '#lib/features/schedule/booking-papers.ts';
import { printNotice } from '#lib/features/window/papers.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { clock, TestMatter, withEverything } from './domain/matters.ts';
import { DAY, pickupDesk, TestHall } from './domain/test-hall.ts';

/** What the engine was given to set. */
const set: DocumentDescription[] = [];
vi.mock('#lib/documents/browser.ts', () => ({
  createBrowserPrintEngine: () => ({
    render: (document: DocumentDescription) => {
      set.push(document);
      return Promise.resolve({ ok: true, value: new Uint8Array() });
    },
  }),
}));

/** The PC slept over the night's change and still believes the day before. */
const WRONG = '2026-11-22';
const on = (day: string): number => Date.parse(`${day}T10:06:00+08:00`);

/** Papers at a PC whose clock is in doubt, and a person who says the right day, or nothing. */
class Doubt {
  now = on(WRONG);
  isSure = false;
  readonly acts: string[] = [];
  /** Milliseconds since the open day's midnight. */
  readonly clock = (): number => this.now - Date.parse(`${DAY}T00:00:00+08:00`);
  readonly papers: PaperDesk;

  constructor(says = true) {
    this.papers = new PaperDesk({
      leaveBlank: () => Promise.resolve(false),
      dateIsSure: () => {
        if (!this.isSure) this.acts.push('asked');
        if (says) this.now = on(DAY);
        this.isSure ||= says;
        return Promise.resolve(this.isSure);
      },
    });
  }

  /** The store's view of a hall, as far as papers look at it. */
  hall({ state, setup, dossiers }: TestHall, more: Partial<HallStore> = {}): HallStore {
    const { clock: ofDay } = this;
    const hall = {
      get t() {
        return ofDay();
      },
      ...{ setup, proposed: state, decided: state, rows: [], isUp: false, device: pickupDesk.device },
      session: { staff: { account: '0317', department: 'registry' }, publicUrl: '', practice: false },
      series: { nextMatterNumber: () => this.#act('numbered', { ok: true, value: '1' }) },
      dossiers: { forPaper: (id: string) => Promise.resolve(dossiers.get(id) ?? null) },
      now: () => this.now,
      setupAt: () => setup,
      isOnTheWay: () => false,
      recall: () => Promise.resolve(undefined),
      remember: () => Promise.resolve(),
      dispatch: (kind: string) => this.#act(kind, { ok: true }),
      ...more,
    };
    return hall as unknown as HallStore;
  }

  #act<Answer>(what: string, answer: Answer): Promise<Answer> {
    this.acts.push(what);
    return Promise.resolve(answer);
  }
}

function ready(hall = new TestHall(), dossier?: string): TestMatter {
  clock(hall, '10:06');
  const matter = new TestMatter(hall, 'YJS-01', dossier).open(withEverything).receive().accept();
  for (const item of ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07']) matter.decide(item);
  for (const slot of ['licence', 'seal', 'invoice', 'tax_device']) matter.confirm(slot);
  return matter;
}

function handed(): TestMatter {
  const matter = ready();
  matter.hall.must('handOver', { dossier: matter.dossier, by: 'self' }, pickupDesk);
  return matter;
}

const booking = {
  ...{ id: 7, code: 'YJS-01', date: '2026-11-24', at: 540, until: 570, window: 3, service: 'ordinary', reason: '' },
  ...{ dossier: 'd'.repeat(22), token: 't'.repeat(22), channel: 'phone', phase: 'booked', prints: {} },
  ...{ bookedAt: 0, escalatedAt: 0, escalatedBy: 0 },
} as Booking;

function formOf(matter: TestMatter, hall: HallStore): MatterForm {
  return { hall, setup: matter.hall.setup, matter: matter.matter, content: matter.content } as unknown as MatterForm;
}

const row = (matter: TestMatter): DepartmentRow =>
  ({ matter: matter.matter, part: matter.partOf('QY-01') }) as unknown as DepartmentRow;

beforeEach(() => {
  set.length = 0;
  globalThis.oneWindowPorts = { printer: { print: () => Promise.resolve() } };
});
afterEach(() => {
  globalThis.oneWindowPorts = undefined;
});

const papers: [string, (doubt: Doubt) => Promise<PrintOutcome>][] = [
  ['the notice told at a window', (doubt) => printNotice(doubt.papers, doubt.hall(new TestHall()), 3, 'YJS-01')],
  [
    "intake's receipt",
    (doubt) => {
      const matter = ready();
      return printPaper(doubt.papers, formOf(matter, doubt.hall(matter.hall)), 3, 'materials-receipt');
    },
  ],
  [
    "intake's notice of what was told",
    (doubt) => {
      const matter = ready();
      return printPaper(doubt.papers, formOf(matter, doubt.hall(matter.hall)), 3, 'one-time-notice');
    },
  ],
  [
    'the pickup notice',
    (doubt) => {
      const { hall, matter } = ready();
      return printPickupNotice(doubt.papers, doubt.hall(hall), matter, { window: 16, care: false });
    },
  ],
  [
    'the booking voucher',
    (doubt) => printBookingPaper(doubt.hall(new TestHall()), doubt.papers, booking, emptyContent()),
  ],
  [
    'the slip of a department for several matters',
    (doubt) => {
      const hall = new TestHall();
      const rows = ['dossier-of-a-test-000a', 'dossier-of-a-test-000b'].map((dossier) => row(ready(hall, dossier)));
      return printSlip(doubt.papers, doubt.hall(hall), rows);
    },
  ],
];

describe('a PC that does not know the day', () => {
  test.each(papers)('%s bears the day that the person has said', async (_, print) => {
    expect(await print(new Doubt())).toEqual({ ok: true });
    expect(set).toHaveLength(1);
    expect(JSON.stringify(set)).toContain('2026年11月23日');
    expect(JSON.stringify(set)).not.toContain('2026年11月22日');
  });

  test.each(papers)('%s is not printed when nobody says it', async (_, print) => {
    expect(await print(new Doubt(false))).toEqual({ ok: false, code: 'date-unsure' });
    expect(set).toEqual([]);
  });
});

describe('what is kept before its paper is printed', () => {
  function intake({ papers, acts }: Doubt): IntakeDesk {
    return {
      ...{ papers, shown: null, desk: { no: 3 }, say: () => undefined },
      refuse: ({ code }: { code: string }) => acts.push(code),
      run: (_: string, act: () => Promise<void>) => act(),
    } as unknown as IntakeDesk;
  }

  function draft(doubt: Doubt): MatterForm {
    const matter = new TestMatter(new TestHall()).open(withEverything);
    const room = { id: matter.dossier, stored: () => Promise.resolve(true) };
    return Object.assign(formOf(matter, doubt.hall(matter.hall)), { room, form: null });
  }

  test('papers are received, and the number of the matter is made, on the day that was said', async () => {
    const doubt = new Doubt();
    await receiveAndPrint(intake(doubt), draft(doubt));
    expect(doubt.acts.slice(0, 3)).toEqual(['asked', 'numbered', 'receive']);
  });

  test('nothing is received when nobody says the day', async () => {
    const doubt = new Doubt(false);
    await receiveAndPrint(intake(doubt), draft(doubt));
    expect(doubt.acts).toEqual(['asked', 'date-unsure']);
  });

  /** A pickup desk with a bundle that is ready and a person who was looked at. */
  function deskOf(doubt: Doubt): PickupDesk {
    const matter = ready();
    const content = structuredClone(matter.content);
    content.marks['pickup'] = {
      ...{ by: 'self', name: '张示例', identityMasked: '110000********0013', relation: '' },
      ...{ authorisation: '', authorisationUntil: '', checkedBy: '0317', checkedAt: on(DAY) },
    };
    content.signatures['pickup'] = { strokes: [[0, 0, 1, 1]], aspect: 2, by: '0317', at: on(DAY) };
    const room = { content, isReady: true, stored: () => Promise.resolve(true) };
    const dossiers = { open: () => room, close: () => undefined };
    const desk = new PickupDesk(doubt.hall(matter.hall, { dossiers } as unknown as Partial<HallStore>), doubt.papers);
    desk.choose(matter.dossier);
    desk.hold();
    return desk;
  }

  test('a bundle is handed over on the day that was said', async () => {
    const doubt = new Doubt();
    expect(await deskOf(doubt).handOver()).not.toBeNull();
    expect(doubt.acts).toEqual(['asked', 'handOver']);
  });

  test('nothing is handed over when nobody says the day', async () => {
    const doubt = new Doubt(false);
    const desk = deskOf(doubt);
    expect(await desk.handOver()).toBeNull();
    expect(doubt.acts).toEqual(['asked']);
    expect(desk.refusal).toMatchObject({ code: 'date-unsure' });
    expect(desk.busy).toBeNull();
  });
});

describe('the proof of a handover, printed again', () => {
  test("is provisional while its own handover is on its way, not while another matter's is", async () => {
    const doubt = new Doubt();
    const { hall, matter } = handed();
    for (const waits of ['dossier-of-a-test-000b', matter.dossier]) {
      const rows = [{ kind: 'handOver', body: { dossier: waits } }] as unknown as HallStore['rows'];
      const isOnTheWay: HallStore['isOnTheWay'] = (kind, dossier) => kind === 'handOver' && dossier === waits;
      await printProof(doubt.papers, doubt.hall(hall, { rows, isOnTheWay }), matter, { window: 16 });
    }
    expect(set.map((document) => JSON.stringify(document).includes('暂'))).toEqual([false, true]);
  });
});
