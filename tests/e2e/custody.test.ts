import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { qualifiedGrant, type LedgerEvent, type Ticket } from '#lib/domain/index.ts';
import { Line } from './line.ts';
import { Desk } from './matters.ts';
import { Stage } from './stage.ts';

/** A window PC on a line of its own. */
interface Counter {
  no: number;
  page: Page;
  line: Line;
}

let stage: Stage;
let guide: Desk;
let three: Counter;
let four: Counter;

const strip = (page: Page) => page.locator('footer');
const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const queue = (page: Page) => page.getByRole('region', { name: '队列' });
const cutOff = async ({ page }: Counter): Promise<void> =>
  strip(page)
    .getByText(/线路 .* 断开/)
    .waitFor();
const settled = async ({ page }: Counter): Promise<void> => {
  await strip(page).getByText('已连接大厅').waitFor();
  await strip(page).getByText('已定').waitFor();
};

async function counter(no: number, account: string): Promise<Counter> {
  const line = await Line.open(stage.hall.port);
  const page = await stage.device('window', `${line.url}/window`);
  await stage.signIn(page, account);
  await stage.openWindow(page, no);
  return { no, page, line };
}

/** Takes numbers; both windows have heard of them: one that is cut off now knows what it holds. */
const take = async (count: number): Promise<Ticket[]> => {
  const taken: Ticket[] = [];
  for (let n = 0; n < count; n += 1) taken.push(await guide.take());
  const waiting = new RegExp(`^等候 ?${guide.state.waiting.size}$`);
  for (const { page } of [three, four]) await page.getByRole('tab', { name: waiting }).waitFor();
  return taken;
};

/** Calls the next; answers whom. */
async function call({ page }: Counter): Promise<string> {
  await page.keyboard.press('F2');
  await arrived(page).waitFor();
  return page.getByRole('heading', { level: 2, name: /^A\d{3}$/ }).innerText();
}

async function finish({ page }: Counter, label: string): Promise<void> {
  await page.keyboard.press('F10');
  await page.getByText(`${label} 已完成`).waitFor();
}

async function serve(at: Counter): Promise<string> {
  const label = await call(at);
  await at.page.keyboard.press('Control+Enter');
  await at.page.getByText('办理中').first().waitFor();
  await finish(at, label);
  return label;
}

/** The windows at which a number was called and not taken back, in order. */
function callsOf(label: string): number[] {
  const id = ticketOf(label).id;
  return guide.events.flatMap((event) => (event.kind === 'called' && event.ticket === id ? [event.window] : []));
}

function ticketOf(label: string): Ticket {
  const ticket = [...guide.state.tickets.values()].find((one) => one.label === label);
  if (!ticket) throw new Error(`no ${label}`);
  return ticket;
}

const conflicts = (): string[] => guide.state.conflicts.map(({ act, found }) => `${act}: ${found}`);
const heldBy = ({ no }: Counter): Ticket[] => {
  const device = guide.state.windows.get(no)?.device ?? -1;
  return [...guide.state.tickets.values()].filter((ticket) => ticket.phase === 'waiting' && ticket.holder === device);
};
const lastOf = <Kind extends LedgerEvent['kind']>(kind: Kind): Extract<LedgerEvent, { kind: Kind }> | undefined =>
  guide.events.filter((event): event is Extract<LedgerEvent, { kind: Kind }> => event.kind === kind).at(-1);

const isFree = (no: number): boolean => (guide.state.windows.get(no)?.ticket ?? null) === null;

/** Both windows are in touch, nobody waits, and nobody is at a window. */
async function clear(): Promise<void> {
  for (const at of [three, four]) {
    at.line.mend();
    await settled(at);
    for (;;) {
      const busy = guide.state.tickets.get(guide.state.windows.get(at.no)?.ticket ?? 0);
      if (!busy && guide.state.waiting.size === 0) break;
      await finish(at, busy ? busy.label : await call(at));
      await guide.until(() => isFree(at.no));
    }
  }
}

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T10:00:00+08:00');
  [guide, three, four] = await Promise.all([Desk.open(stage, '0110'), counter(3, '0317'), counter(4, '0318')]);
});

afterAll(async () => {
  guide.close();
  for (const { line } of [three, four]) await line.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

beforeEach(clear);

test('two windows cut off call different numbers by themselves; back, all is there once and in order', async () => {
  await take(16);
  for (const { line } of [three, four]) line.cut();
  await Promise.all([cutOff(three), cutOff(four)]);
  await queue(three.page)
    .getByText(/^本窗可叫 [3-8]$/)
    .waitFor();
  await queue(three.page)
    .getByText(/^别处在叫 (8|9|1[0-3])$/)
    .waitFor();
  await three.page
    .getByText(/本窗口还可叫 [3-8] 个号/)
    .first()
    .waitFor();

  const served: [Counter, string[]][] = [
    [three, []],
    [four, []],
  ];
  for (const [at, labels] of served) labels.push(await serve(at), await serve(at), await call(at));
  await three.page.getByText('大屏看不到，请当面喊').waitFor();
  await strip(three.page).getByText('大厅未存 7 件').waitFor();
  expect(new Set(served.flatMap(([, labels]) => labels)).size).toBe(6);
  // Nobody but these two knows of it.
  expect(guide.state.waiting.size).toBe(16);

  for (const { line } of [three, four]) line.mend();
  await Promise.all([settled(three), settled(four)]);
  for (const [at, labels] of served) {
    for (const label of labels) expect(callsOf(label)).toEqual([at.no]);
    const device = guide.state.windows.get(at.no)?.device;
    const acts = guide.events.filter((event) => event.device === device && 'ticket' in event).slice(-7);
    expect(acts.map(({ kind }) => kind)).toEqual([
      'called',
      'begun',
      'finished',
      'called',
      'begun',
      'finished',
      'called',
    ]);
    expect(acts.map((event) => ('how' in event ? event.how : '')).filter(Boolean)).toEqual(['alone', 'alone', 'alone']);
    // The number that is at the window stayed there all the time.
    await at.page.getByRole('region', { name: labels[2] ?? '', exact: true }).waitFor();
  }
  expect(conflicts()).toEqual([]);
});

test('with the line a number that another window holds is given within the call', async () => {
  await take(2);
  const [own] = heldBy(four);
  if (!own) throw new Error('window 4 holds nothing');
  const [first] = heldBy(three);
  // Whoever holds the first one, window 4 gets it, and then its own.
  const called = await call(four);
  expect(called).toBe([first?.label, own.label].sort()[0]);
  expect(lastOf('called')?.skipped).toEqual([]);
  await finish(four, called);
  expect(await call(four)).toBe([first?.label, own.label].sort()[1]);
  expect(conflicts()).toEqual([]);
});

test('a window that does not answer is passed over after 300 ms; that is recorded and said', async () => {
  await take(2);
  const [held] = heldBy(three);
  const [own] = heldBy(four);
  if (!held || !own) throw new Error('each window holds one');
  const [silent, asks] = held.id < own.id ? [three, four] : [four, three];
  silent.line.cut();
  const label = await call(asks);
  const [passed] = heldBy(silent);
  expect(label).not.toBe(passed?.label);
  await guide.until(() => lastOf('called')?.skipped.includes(passed?.id ?? 0));
  await asks.page.getByText(`${passed?.label} 在别的窗口手上，那里没有应答，先叫了这位`).waitFor();
  await finish(asks, label);

  // Nobody else gets it while its window is silent: it may be calling it.
  await cutOff(silent);
  await asks.page.keyboard.press('F2');
  await asks.page.getByText(`${passed?.label} 由 ${silent.no} 号窗口掌握，那里没有应答`).waitFor();
  expect(await call(silent)).toBe(passed?.label);
  silent.line.mend();
  await settled(silent);
  expect(callsOf(passed?.label ?? '')).toEqual([silent.no]);
  expect(conflicts()).toEqual([]);
});

test('the relay is killed: both windows go on with what they hold, and nothing is done twice', async () => {
  await take(12);
  expect(Math.min(heldBy(three).length, heldBy(four).length)).toBeGreaterThanOrEqual(2);
  await stage.hall.kill();
  await Promise.all([cutOff(three), cutOff(four)]);
  const labels = [await serve(three), await serve(four), await call(three), await call(four)];
  expect(new Set(labels).size).toBe(4);
  await stage.hall.run();
  await Promise.all([settled(three), settled(four)]);
  guide.close();
  guide = await Desk.open(stage, '0110');
  await guide.until(() => !isFree(3) && !isFree(4));
  expect(labels.map(callsOf)).toEqual([[3], [4], [3], [4]]);
  expect(conflicts()).toEqual([]);
});

test('a call whose answer was lost: the window calls one of its own, and what the hall had called waits in front', async () => {
  await take(6);
  const [chosen] = heldBy(four);
  if (!chosen) throw new Error('window 4 holds nothing');
  await queue(three.page)
    .getByRole('button', { name: new RegExp(chosen.label) })
    .click();
  three.line.mute();
  await three.page.keyboard.press('Shift+F2');
  // The hall has called it, and window 4 has given it for that; window 3 never hears of it.
  const lost = await guide.until(({ windows, tickets }) => tickets.get(windows.get(3)?.ticket ?? 0));
  expect(lost.label).toBe(chosen.label);
  await three.page.getByText(`线路断着，${chosen.label} 不在本窗口手上`).waitFor();
  const label = await call(three);
  expect(label).not.toBe(lost.label);
  await three.page.keyboard.press('Control+Enter');
  three.line.mend();
  await settled(three);
  await guide.until(({ tickets }) => tickets.get(lost.id)?.phase === 'waiting');
  expect([ticketOf(label).window, ticketOf(label).phase, ticketOf(lost.label).announced]).toEqual([
    3,
    'serving',
    false,
  ]);
  // Nobody saw it called: it is the next of whoever asks.
  expect(await call(four)).toBe(lost.label);
  expect(conflicts()).toEqual([]);
});

test('two tabs of one PC cut off press at once: one call, and the other tab sees it', async () => {
  await take(6);
  const other = await stage.page(three.page.context(), `${three.line.url}/window`);
  await other.getByRole('heading', { level: 1, name: '3 号窗口' }).waitFor();
  await strip(other).getByText('已连接大厅').waitFor();
  three.line.cut();
  await Promise.all([cutOff(three), cutOff({ ...three, page: other })]);
  await Promise.all([three.page.keyboard.press('F2'), other.keyboard.press('F2')]);
  await Promise.all([arrived(three.page).waitFor(), arrived(other).waitFor()]);
  const heading = { level: 2, name: /^A\d{3}$/ } as const;
  const label = await three.page.getByRole('heading', heading).innerText();
  await expect.poll(() => other.getByRole('heading', heading).innerText()).toBe(label);
  // The tab that pressed in vain goes on with the same visit; the one that called is closed.
  await three.page.close();
  three = { ...three, page: other };
  await other.keyboard.press('Control+Enter');
  await other.getByText('办理中').first().waitFor();
  three.line.mend();
  await settled(three);
  await guide.until(({ tickets }) => tickets.get(ticketOf(label).id)?.phase === 'serving');
  expect(callsOf(label)).toEqual([3]);
  expect(conflicts()).toEqual([]);
});

test('a window that closes while it is cut off gives its numbers back; the others may call them at once', async () => {
  await take(6);
  three.line.cut();
  await cutOff(three);
  expect(heldBy(three).length).toBeGreaterThan(0);
  await three.page.getByRole('button', { name: '关窗' }).click();
  await three.page.getByRole('heading', { level: 1, name: '选窗口，开窗' }).waitFor();
  three.line.mend();
  await guide.until(({ windows }) => windows.get(3)?.phase === 'closed');
  await guide.until(() => lastOf('givenBack'));
  await stage.openWindow(three.page, 3);
  for (let n = 0; n < 6; n += 1) {
    await finish(four, await call(four));
    await guide.until(() => isFree(4));
  }
  expect(guide.state.waiting.size).toBe(0);
  expect(conflicts()).toEqual([]);
});

test('numbers taken back while their window lives: it may call one all the same, and the double is shown to people', async () => {
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await take(6);
  three.line.cut();
  await cutOff(three);
  // What it has not given back to the hall already.
  const [, own = ''] = /(A\d{3})/.exec(await queue(three.page).getByRole('listitem').first().innerText()) ?? [];
  const held = ticketOf(own);
  const row = tablet.getByRole('listitem').filter({ hasText: '3 号窗口' }).filter({ hasText: '没有联系' });
  await row.getByText(/手上 \d 个号/).waitFor();
  await row.getByRole('button', { name: '收回号码' }).click();
  const dialog = tablet.getByRole('dialog', { name: '收回3 号窗口手上的号码' });
  await dialog.getByText('仍可能叫其中的号').waitFor();
  await dialog.getByRole('button', { name: '收回号码' }).click();
  await tablet.getByText('3 号窗口手上的号码已收回').waitFor();
  await guide.until(() => lastOf('forceReleased'));

  // Window 4 calls until it has the number; window 3 has not heard of it and calls it too.
  for (;;) {
    const label = await call(four);
    if (label === held.label) break;
    await finish(four, label);
  }
  expect(await call(three)).toBe(held.label);
  three.line.mend();
  await three.page.getByText(`${held.label} 断线时在本窗口叫过，别的窗口也叫了。`).waitFor();
  await settled(three);
  expect(callsOf(held.label)).toEqual([4]);
  expect(conflicts()).toEqual(['callAlone: called-elsewhere']);
  await tablet.getByRole('button', { name: /对不上 1/ }).click();
  await tablet.getByText(`断线时叫号 ${held.label} 与大厅对不上`).waitFor();
  await tablet.getByText('别处叫走').waitFor();
  await tablet.context().close();
  await three.page.getByRole('button', { name: '知道了' }).click();
  expect(qualifiedGrant(guide.state, ticketOf(held.label))).toBe('');
});
