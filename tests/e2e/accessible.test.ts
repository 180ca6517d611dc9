import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stage } from './stage.ts';

let stage: Stage;
const pages: [name: string, page: Page][] = [];

beforeAll(async () => {
  stage = await Stage.open();
  const kiosk = await stage.kiosk();
  await stage.take(kiosk);
  await stage.take(kiosk);
  const idle = await stage.window(3, '0317');
  const serving = await stage.window(4, '0318');
  await serving.keyboard.press('F2');
  await serving.getByRole('button', { name: /人到了/ }).waitFor();
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { level: 1 }).waitFor();
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  await admin.getByText('已发布第').waitFor();
  const board = await stage.device('board', stage.hall.pairingLink('board'));
  await board.getByText('A001').first().waitFor();
  const care = await stage.page(kiosk.context(), '/kiosk');
  await care.getByRole('button', { name: '关怀版' }).click();
  const pairing = await stage.device('kiosk', '/kiosk');
  await pairing
    .getByText(/值班长/)
    .first()
    .waitFor();
  const signIn = await stage.device('window', '/window');
  await signIn.getByLabel('工号').waitFor();
  const landing = await stage.device('window', '/');
  const code = await stage.device('phone', '/r');
  pages.push(
    ['kiosk', kiosk],
    ['kiosk care', care],
    ['window idle', idle],
    ['window called', serving],
    ['supervise', tablet],
    ['admin', admin],
    ['board', board],
    ['pairing', pairing],
    ['sign-in', signIn],
    ['landing', landing],
    ['phone short code', code],
  );
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('axe-core finds nothing on any screen, in Chinese and in English', async () => {
  const found: string[] = [];
  for (const locale of ['zh-CN', 'en']) {
    for (const [name, page] of pages) {
      await page.evaluate((value) => localStorage.setItem('onewindow-locale', value), locale);
      await page.reload();
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const violation of violations) {
        found.push(
          `${name} (${locale}): ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
        );
      }
    }
  }
  expect(found).toEqual([]);
});

test('English is complete: no Chinese is left but names of the hall and its people', async () => {
  const left: string[] = [];
  for (const [name, page] of pages) {
    const text = await page.evaluate(() => document.body.innerText);
    for (const line of text.split('\n')) {
      const rest = line.replace(/一窗|中文|^中$|[\p{Script=Han}·]\*/gu, '');
      if (/\p{Script=Han}/u.test(rest) && name !== 'admin') left.push(`${name}: ${line}`);
    }
  }
  expect(left).toEqual([]);
});
