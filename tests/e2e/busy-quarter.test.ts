import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerEvent } from '#lib/domain/index.ts';
import { isLong, randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { Line } from './line.ts';
import { Desk } from './matters.ts';
import { Stage } from './stage.ts';

/** What somebody at a window saw called there, and for how long (this process's clock, ms). */
interface Seen {
  window: number;
  label: string;
  from: number;
  to: number;
}

interface Clerk {
  no: number;
  page: Page;
  line: Line;
  /** Labels that the window said were done. */
  done: string[];
}

let stage: Stage;
const clerks: Clerk[] = [];
const seen: Seen[] = [];
const random = randomFrom(seedOf('busy quarter'));
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const strip = (page: Page) => page.locator('footer');

/** In the page: tells which number stands at the window, each time that changes. */
const observer = `
  addEventListener('DOMContentLoaded', () => {
    let shown = '';
    const look = () => {
      const now = [...document.querySelectorAll('h2')].map((title) => title.textContent.trim()).find((text) => /^[A-Z]\\d{3}$/.test(text)) ?? '';
      if (now !== shown) globalThis.sawNumber(shown = now);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });
`;

async function clerkAt(no: number, account: string): Promise<Clerk> {
  const line = await Line.open(stage.hall.port);
  const page = await stage.device('window', '/');
  await page.context().exposeFunction('sawNumber', (label: string) => {
    const now = performance.now();
    const last = seen.filter(({ window }) => window === no).at(-1);
    if (last && last.to === Infinity) last.to = now;
    if (label !== '') seen.push({ window: no, label, from: now, to: Infinity });
  });
  await page.context().addInitScript(observer);
  await page.goto(`${line.url}/window`);
  await stage.signIn(page, account);
  await stage.openWindow(page, no);
  return { no, page, line, done: [] };
}

/** One visit by the keys, as far as it comes: a call that nobody answers is no failure here. */
async function visit({ page, done }: Clerk): Promise<void> {
  await page.keyboard.press('F2');
  const label = await page
    .getByRole('heading', { level: 2, name: /^[A-Z]\d{3}$/ })
    .innerText({ timeout: 1500 })
    .catch(() => null);
  if (label === null) return;
  const fate = random();
  await page.keyboard.press('Control+Enter');
  await page.getByText('办理中').first().waitFor();
  await page.keyboard.press(fate < 0.2 ? 'F8' : 'F10');
  if (fate >= 0.2) {
    await page.getByText(`${label} 已完成`).waitFor();
    done.push(label);
  }
  await page.getByRole('region', { name: label, exact: true }).waitFor({ state: 'detached' });
}

/** Numbers come as fast as they are served; the relay may be away. */
async function feed(guide: () => Desk, isOver: () => boolean): Promise<number> {
  let taken = 0;
  while (!isOver()) {
    const desk = guide();
    if (desk.state.waiting.size < 14) {
      const answer = await Promise.race([desk.take().then(() => true), pause(800).then(() => false)]);
      if (answer) taken += 1;
    } else await pause(50);
  }
  return taken;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T10:00:00+08:00');
  for (const [no, account] of [
    [3, '0317'],
    [4, '0318'],
    [8, '0319'],
  ] as const)
    clerks.push(await clerkAt(no, account));
});

afterAll(async () => {
  for (const { line } of clerks) await line.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test(
  'a busy quarter of an hour: lines cut in turn and together, the relay killed; nothing lost, nothing double',
  async () => {
    let guide = await Desk.open(stage, '0110');
    let isOver = false;
    const feeding = feed(
      () => guide,
      () => isOver,
    );
    const working = clerks.map(async (clerk) => {
      while (!isOver) await visit(clerk);
    });
    for (let round = 0; round < rounds({ short: 6, long: 150 }); round += 1) {
      const kind = round === 2 ? 'kill' : pick(['one', 'two', 'all', 'kill', 'none'] as const);
      const cut = kind === 'all' ? clerks : kind === 'two' ? clerks.slice(0, 2) : kind === 'one' ? [pick(clerks)] : [];
      for (const { line } of cut) line.cut();
      if (kind === 'kill') await stage.hall.kill();
      // Long enough that the windows notice (5 s) and go on alone, or too short for that.
      await pause(isLong ? 1500 + random() * 9000 : 1000 + random() * 6500);
      if (kind === 'kill') {
        await stage.hall.run();
        guide.close();
        guide = await Desk.open(stage, '0110');
      }
      for (const { line } of cut) line.mend();
      await pause(1000 + random() * 1000);
    }
    isOver = true;
    const [taken] = await Promise.all([feeding, ...working]);

    for (const { page } of clerks) {
      await strip(page).getByText('已连接大厅').waitFor({ timeout: 30_000 });
      await strip(page).getByText('已定').waitFor({ timeout: 30_000 });
    }
    const said = clerks.flatMap(({ done }) => done);
    const isDone = (label: string): boolean =>
      [...guide.state.tickets.values()].some((ticket) => ticket.label === label && ticket.phase === 'done');
    await guide.until(() => said.every(isDone));
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeGreaterThan(clerks.length);
    expect(guide.state.tickets.size).toBeGreaterThanOrEqual(taken);
    expect(guide.state.conflicts).toEqual([]);
    expect(doubles(guide.events)).toEqual([]);
    expect(overlaps(seen)).toEqual([]);
    console.log(`busy quarter: ${taken} numbers, ${said.length} visits, ${seen.length} calls seen`);
    guide.close();
  },
  isLong ? 3_600_000 : 180_000,
);

/** Numbers that were called while another window had them. */
function doubles(events: readonly LedgerEvent[]): string[] {
  const at = new Map<number, number>();
  const twice: string[] = [];
  for (const event of events) {
    if (event.kind === 'called') {
      const before = at.get(event.ticket);
      if (before !== undefined && before !== event.window) twice.push(`${event.ticket}: ${before}, ${event.window}`);
      at.set(event.ticket, event.window);
    } else if (['missed', 'finished', 'parked', 'transferred', 'waiting', 'left'].includes(event.kind)) {
      at.delete((event as { ticket: number }).ticket);
    }
  }
  return twice;
}

/** One number that stood at two windows at the same moment. */
function overlaps(spans: readonly Seen[]): string[] {
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter(({ window, label, from, to }) => {
        return label === one.label && window !== one.window && from < one.to && one.from < to;
      })
      .map((other) => `${one.label} at ${one.window} and ${other.window}`),
  );
}
