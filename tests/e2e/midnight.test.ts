import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Line } from './line.ts';
import { Desk } from './matters.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let guide: Desk;
let line: Line;
let three: Page;
let four: Page;

const strip = (page: Page) => page.locator('footer');
const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const label = (page: Page) => page.getByRole('heading', { level: 2, name: /^A\d{3}$/ }).innerText();

async function serve(page: Page): Promise<string> {
  await page.keyboard.press('F2');
  await arrived(page).waitFor();
  const called = await label(page);
  await page.keyboard.press('Control+Enter');
  await page.getByText('办理中').first().waitFor();
  await page.keyboard.press('F10');
  await page.getByText(`${called} 已完成`).waitFor();
  return called;
}

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T16:00:00+08:00');
  line = await Line.open(stage.hall.port);
  three = await stage.device('window', `${line.url}/window`);
  await stage.signIn(three, '0317');
  await stage.openWindow(three, 3);
  four = await stage.window(4, '0318');
  guide = await Desk.open(stage, '0110');
  for (let n = 0; n < 12; n += 1) await guide.take();
  // What waits behind the front is given to the windows.
  await guide.until(
    (state) => [...state.tickets.values()].filter(({ holder }) => holder === state.windows.get(3)?.device).length >= 3,
  );
});

afterAll(async () => {
  guide.close();
  await line.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a window that is cut off over the change of day: its calls are told as of their day, and nothing is double', async () => {
  line.cut();
  await strip(three)
    .getByText(/线路 .* 断开/)
    .waitFor();
  await three.getByText(/^本窗可叫 [2-9]$/).waitFor();
  const before = await serve(three);
  guide.close();
  await stage.hall.restartAt('2026-11-25T00:30:00+08:00');
  guide = await Desk.open(stage, '0110');
  // The new day begins at the first number, and the other window follows it by itself.
  const first = await guide.take();
  expect([guide.state.day, first.label]).toEqual(['2026-11-25', 'A001']);
  await stage.openWindow(four, 4);
  expect(await serve(four)).toBe('A001');
  // Still in the evening of the day before, as far as this window knows.
  const after = await serve(three);
  expect(new Set([before, after]).size).toBe(2);

  line.mend();
  await strip(three).getByText('已连接大厅').waitFor();
  await strip(three).getByText('已定').waitFor();
  const late = await guide.until(
    ({ conflicts }) => conflicts.filter(({ found }) => found === 'day-closed').length === 6 && conflicts,
  );
  expect(late.map(({ act, day }) => `${day} ${act}`)).toEqual(
    [before, after].flatMap(() => ['callAlone', 'begin', 'finish'].map((act) => `2026-11-24 ${act}`)),
  );
  expect([...guide.state.tickets.values()].map((ticket) => `${ticket.label} ${ticket.phase}`)).toEqual(['A001 done']);
  await stage.openWindow(three, 3);
  await guide.take();
  expect(await serve(three)).toBe('A002');
});
