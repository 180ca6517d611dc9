import type { Tour } from './tour.ts';

/** The kiosk: what it says to who comes with a booking or for a result, larger, and in English. */
export async function kiosk({ kiosk, shot }: Tour): Promise<void> {
  await shot(kiosk, 'kiosk');
  await kiosk.getByRole('button', { name: /^领取办理结果/ }).click();
  await shot(kiosk, 'kiosk-pickup');
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await shot(kiosk, 'kiosk-checkin');
  await kiosk.getByRole('radio', { name: '手机尾号' }).check({ force: true });
  for (const key of '9999') await kiosk.getByRole('button', { name: key, exact: true }).click();
  await kiosk.getByRole('button', { name: '签到', exact: true }).click();
  await kiosk.getByText('没找到今天的预约').waitFor();
  await shot(kiosk, 'kiosk-checkin-refused');
  await kiosk.reload();
  await kiosk.getByRole('button', { name: '关怀版' }).click();
  await shot(kiosk, 'kiosk-care');
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await shot(kiosk, 'kiosk-checkin-care');
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /English/ }).click();
  await shot(kiosk, 'kiosk-en');
  await kiosk
    .getByRole('button', { name: /booking/i })
    .first()
    .click();
  await shot(kiosk, 'kiosk-checkin-en');
  await kiosk.evaluate(() => localStorage.clear());
  await kiosk.getByRole('button', { name: '中文' }).click();
  await kiosk.reload();
}
