import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Desk } from './matters.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let guide: Desk;
let kiosk: Page;
let three: Page;
let four: Page;

const strip = (page: Page) => page.locator('footer');
const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const region = (page: Page, label: string) => page.getByRole('region', { name: label, exact: true });

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T10:00:00+08:00');
  [kiosk, three, four] = await Promise.all([stage.kiosk(), stage.window(3, '0317'), stage.window(4, '0318')]);
  for (let n = 0; n < 4; n += 1) await stage.take(kiosk);
  // A001 is parked, A002 is served with a form half filled in, A003 is called, A004 waits.
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await three.keyboard.press('F8');
  await three.getByText('A001 已挂起').waitFor();
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByLabel('公司名称').fill('云杉科技有限公司');
  await four.keyboard.press('F2');
  await arrived(four).waitFor();
  guide = await Desk.open(stage, '0110');
  await guide.until((state) => state.matters.size === 1);
  for (const page of [three, four]) {
    await strip(page).getByText('已定').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }
});

afterAll(async () => {
  guide.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a power cut in the whole hall: everybody goes on where they were, without a paper list', async () => {
  guide.close();
  await stage.hall.kill();
  const contexts = [kiosk, three, four].map((page) => page.context());
  await Promise.all([kiosk, three, four].map((page) => page.close({ runBeforeUnload: false })));
  const cut = performance.now();

  // PCs are up before the relay is: they show what they have.
  const [kioskOf, threeOf, fourOf] = contexts;
  if (!kioskOf || !threeOf || !fourOf) throw new Error('three devices');
  three = await stage.page(threeOf, '/window');
  await region(three, 'A002').waitFor();
  await three.getByRole('tab', { name: /挂起 ?1/ }).waitFor();
  expect(await three.getByLabel('公司名称').inputValue()).toBe('云杉科技有限公司');
  await stage.hall.run();
  [kiosk, four] = await Promise.all([stage.page(kioskOf, '/kiosk'), stage.page(fourOf, '/window')]);
  await region(four, 'A003').waitFor();
  await kiosk.getByRole('heading', { name: '请问办什么事' }).waitFor();
  for (const page of [three, four]) await strip(page).getByText('已连接大厅').waitFor();
  expect(await stage.take(kiosk)).toBe('A005');
  console.log(`power cut: the hall goes on after ${Math.round((performance.now() - cut) / 100) / 10} s`);

  guide = await Desk.open(stage, '0110');
  expect([...guide.state.tickets.values()].map(({ label, phase }) => `${label} ${phase}`)).toEqual([
    'A001 parked',
    'A002 serving',
    'A003 called',
    'A004 waiting',
    'A005 waiting',
  ]);
  await four.keyboard.press('Control+Enter');
  await four.getByText('办理中').first().waitFor();
  await three.keyboard.press('F10');
  await three.getByText('A002 已完成').waitFor();
  await guide.until((state) =>
    [...state.tickets.values()].some(({ label, phase }) => label === 'A002' && phase === 'done'),
  );
  expect(guide.state.conflicts).toEqual([]);
});
