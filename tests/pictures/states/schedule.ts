import { createHash, randomBytes } from 'node:crypto';
import type { Desk } from '../../e2e/matters.ts';
import type { Tour } from './tour.ts';

/** The booking desk with three services to answer, and what the chief representative sees of it. */
export async function schedule({ stage, clerk, shot, inEnglish }: Tour): Promise<void> {
  const book = booker(clerk);
  for (const at of [510, 540, 600, 870]) await book('book', { code: 'YJS-01', date: '2026-11-25', at });
  const holiday = { service: 'holiday', code: 'XK-01', date: '2026-11-28', at: 570, until: 600, window: 0 };
  await book('askService', { ...holiday, reason: 'urgent' }, '周日开业，平日不能到场');
  const late = { service: 'extended', code: 'BD-01', date: '2026-11-24', at: 1050, until: 1095, window: 0 };
  await book('askService', { ...late, reason: 'special' }, '外地赶来，17:20 到站');
  const noon = { service: 'extended', code: 'SZ-01', date: '2026-11-24', at: 720, until: 750, window: 0 };
  const third = await book('askService', { ...noon, reason: 'special' }, '下午要回工地');
  await clerk.act('escalateService', { dossier: third });
  const page = await stage.device('window', '/schedule');
  await stage.signIn(page, '0110');
  await page.getByText('要答复的申请 3').waitFor();
  await shot(page, 'schedule-asked');
  await page.getByRole('radio', { name: /^节假日预约 · 11-28/ }).check();
  await page.getByText('不另收费用').first().waitFor();
  await shot(page, 'schedule-answer');
  await page.getByRole('button', { name: /^改期（须本人同意）/ }).click();
  await shot(page, 'schedule-move');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^转首席代表/ }).click();
  await shot(page, 'schedule-escalate');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F2');
  await page.getByRole('dialog').waitFor();
  await shot(page, 'schedule-new');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1024, height: 768 });
  await shot(page, 'schedule-tablet');
  await inEnglish(page, async () => {
    await page.getByText(/To answer 3/).waitFor();
    await page.getByRole('radio', { name: /11-28/ }).last().check();
    await shot(page, 'schedule-tablet-en');
    await page.setViewportSize({ width: 1366, height: 768 });
    await shot(page, 'schedule-answer-en');
    await page.keyboard.press('F2');
    await page.getByRole('dialog').waitFor();
    await shot(page, 'schedule-new-en');
    await page.keyboard.press('Escape');
  });
  const chief = await stage.device('window', '/schedule');
  await stage.signIn(chief, '0204');
  await chief
    .getByText(/待指派/)
    .first()
    .waitFor();
  await shot(chief, 'schedule-chief');
  await page.context().setOffline(true);
  await page.locator('footer').getByText(/断开/).waitFor();
  await shot(page, 'schedule-offline');
  await page.context().close();
  await chief.context().close();
}

/** Books by this desk, each time for somebody else; answers the dossier. */
function booker(desk: Desk): (kind: 'book' | 'askService', body: object, note?: string) => Promise<string> {
  let bookings = 0;
  return async (kind, body, note = '') => {
    bookings += 1;
    const dossier = randomBytes(16).toString('base64url');
    const token = randomBytes(16).toString('base64url');
    const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
    await desk.act(kind, { code: '', date: '', at: 0, ...body, dossier, tokenHash });
    const name = ['周岚', '何清如', '郑渝', '陆离'][bookings % 4] ?? '';
    const texts = { 'booking.name': name, 'booking.phone': `1861234${String(4400 + bookings)}`, note };
    await desk.write(dossier, texts, { token, asked: 'ordinary' });
    return dossier;
  };
}
