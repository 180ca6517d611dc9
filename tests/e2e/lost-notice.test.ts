import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stage } from './stage.ts';

let stage: Stage;
let pc: Page;
const notice = () => pc.getByText('有 1 件大厅没收，请值班长看：');

beforeAll(async () => {
  stage = await Stage.open();
  pc = await stage.window(3, '0317');
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

/** As the store keeps a fact that the hall has refused. */
async function refused(code: string): Promise<void> {
  await pc.evaluate(async (refusal) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('onewindow-device');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('IndexedDB'));
    });
    const transaction = db.transaction('kept', 'readwrite');
    const row = { n: 900, id: 'device.900', class: 'fact', kind: 'begin', staff: '0317', body: {} };
    transaction.objectStore('kept').put({ row, code: refusal }, 'lost/device.900');
    await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
    db.close();
  }, code);
}

test('what the hall did not take is there after a reload, until somebody says that the supervisor has seen it', async () => {
  await refused('role-may-not');
  for (let turn = 0; turn < 2; turn += 1) {
    await pc.reload();
    await notice().waitFor();
  }
  expect((await new AxeBuilder({ page: pc }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await pc.getByRole('button', { name: '已给值班长看过' }).click();
  await notice().waitFor({ state: 'detached' });
  await pc.reload();
  await pc.getByRole('heading', { level: 1, name: '3 号窗口' }).waitFor();
  await expect.poll(() => notice().count()).toBe(0);
});
