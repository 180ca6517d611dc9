import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { Desk } from './matters.ts';
import { Stage } from './stage.ts';
import { vanish } from './vanish.ts';

let stage: Stage;
let guide: Desk;
let three: Page;
let line: Line;

const strip = (page: Page) => page.locator('footer');
const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const label = (page: Page) => page.getByRole('heading', { level: 2, name: /^A\d{3}$/ }).innerText();

/** Every write to a database of this page fails as on a full disk, while the switch is on. */
const fullDisk = `
  globalThis.diskIsFull = false;
  for (const method of ['put', 'add']) {
    const write = IDBObjectStore.prototype[method];
    IDBObjectStore.prototype[method] = function (...values) {
      if (globalThis.diskIsFull) throw new DOMException('the disk is full', 'QuotaExceededError');
      return write.apply(this, values);
    };
  }
`;
const fill = (page: Page, isFull: boolean): Promise<void> =>
  page.evaluate((full) => void ((globalThis as unknown as { diskIsFull: boolean }).diskIsFull = full), isFull);

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T10:00:00+08:00');
  guide = await Desk.open(stage, '0110');
  line = await stage.line();
  three = await stage.device('window', `${line.url}/`);
  await three.context().addInitScript(fullDisk);
  await three.goto(`${line.url}/window`);
  await stage.signIn(three, '0317');
  await stage.openWindow(three, 3);
});

afterAll(async () => {
  guide.close();
  await stage.close();
  expect(stage.errors.filter((error) => !error.includes('the disk is full'))).toEqual([]);
});

test('a full disk: nothing is called done that was not saved, the strip is loud, and space makes it well again', async () => {
  await guide.take();
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  const called = await label(three);
  await fill(three, true);
  await three.keyboard.press('Control+Enter');
  await strip(three)
    .getByText(/没存上/)
    .first()
    .waitFor();
  expect(guide.state.tickets.get([...guide.state.tickets.keys()].at(-1) ?? 0)).toMatchObject({
    label: called,
    phase: 'called',
  });
  await fill(three, false);
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await three.keyboard.press('F10');
  await three.getByText(`${called} 已完成`).waitFor();
  await strip(three).getByText('已定').waitFor();
});

test('two tabs of one PC are one device: a call in one stands in the other, and what both press happens once', async () => {
  await guide.take();
  const other = await stage.page(three.context(), `${line.url}/window`);
  await other.getByRole('heading', { level: 1, name: '3 号窗口' }).waitFor();
  await three.keyboard.press('F2');
  await arrived(other).waitFor();
  const called = await label(other);
  await Promise.all([three.keyboard.press('Control+Enter'), other.keyboard.press('Control+Enter')]);
  await Promise.all([three, other].map((page) => page.getByText('办理中').first().waitFor()));
  await three.close();
  await other.keyboard.press('F10');
  await other.getByText(`${called} 已完成`).waitFor();
  await guide.until((state) => [...state.tickets.values()].every(({ phase }) => phase === 'done'));
  const acts = guide.events.filter(({ kind }) => kind === 'finished');
  expect(acts).toHaveLength(guide.state.tickets.size);
  three = other;
});

test('the copy of the day is gone and the line is cut: said, work goes on, and the line brings it back', async () => {
  await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  three = await vanish(stage, three, line.url, 'ledger/');
  line.cut();
  await three.goto(`${line.url}/window`);
  await three.getByText('本机存的今天的账不见了').waitFor();
  line.mend();
  await strip(three).getByText('已连接大厅').waitFor();
  await three.getByRole('heading', { level: 1, name: '3 号窗口' }).waitFor();
});

test("the device's own database is gone: said, it is another device now, and the window waits for the supervisor", async () => {
  await guide.take();
  await guide.until((state) => [...state.tickets.values()].some(({ holder }) => holder !== 0));
  three = await vanish(stage, three, line.url, 'onewindow-device');
  await three.goto(`${line.url}/window`);
  await three.getByText('本机的旧存档不见了').waitFor();
  await stage.signIn(three, '0317');
  await strip(three).getByText('已连接大厅').waitFor();
  await three.getByRole('radio', { name: /^3 / }).waitFor();
  expect(await three.getByRole('radio', { name: /^3 / }).isDisabled()).toBe(true);

  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('button', { name: /收回/ }).first().click();
  await tablet.getByRole('dialog').getByRole('button', { name: /收回/ }).click();
  await guide.until((state) =>
    [...state.tickets.values()].every(({ holder, phase }) => phase !== 'waiting' || holder === 0),
  );
});
