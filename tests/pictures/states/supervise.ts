import { confirmAll, decideAll, decidePart, Desk, fileMatter, handOver } from '../../e2e/matters.ts';
import type { Tour } from './tour.ts';

/** The supervisor's lists and a matter's whole way; then the phones of those it is about. */
export async function supervise({ stage, clerk, shot, inEnglish }: Tour): Promise<void> {
  const collector = await Desk.open(stage, '0602');
  await collector.act('openWindow', { window: 16 }).catch(() => undefined);
  const filed = await fileMatter(clerk, { name: '滨江市松间文化传播有限公司', window: 4 });
  await decideAll(stage, filed.dossier);
  await confirmAll(collector, filed.dossier);
  const half = await fileMatter(clerk, { name: '滨江市听雨茶业有限公司', window: 4 });
  const registrar = await Desk.open(stage, '0501');
  await decidePart(registrar, half.dossier, 'QY-01');
  registrar.close();
  await confirmAll(collector, half.dossier);
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByText(/^在办 \d+ 件$/).waitFor();
  for (const locale of ['zh', 'en']) {
    const dialog = tablet.getByRole('dialog');
    await tablet
      .getByRole('button', { name: /没有红牌、黄牌|No red|No card/ })
      .first()
      .click();
    await dialog.waitFor();
    const count = await dialog.getByRole('tab').count();
    for (let index = 0; index < count; index += 1) {
      await dialog.getByRole('tab').nth(index).click();
      await shot(tablet, `supervise-list-${index}-${locale}`);
    }
    await dialog.getByRole('tab').first().click();
    await dialog.getByRole('button', { name: new RegExp(`^${filed.no.slice(-4)} `) }).click();
    await dialog.getByRole('listitem').first().waitFor();
    await shot(tablet, `supervise-timeline-${locale}`);
    await tablet.keyboard.press('Escape');
    if (locale === 'en') break;
    await tablet.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
    await tablet.reload();
    await tablet
      .getByText(/^\d+ open/)
      .first()
      .waitFor();
    await shot(tablet, 'supervise-en');
  }
  const phone = await stage.device('phone', `/r/${filed.token}`);
  await phone.getByRole('heading', { name: '可以领取了' }).waitFor();
  await phone.getByRole('button', { name: '关怀版' }).click();
  await shot(phone, 'phone-ready-care');
  await inEnglish(phone, async () => {
    await phone.getByRole('heading', { name: /ready/i }).first().waitFor();
    await shot(phone, 'phone-ready-care-en');
  });
  const progress = await stage.device('phone', `/r/${half.token}`);
  await progress.getByText('正在办').first().waitFor();
  await progress.getByRole('button', { name: '关怀版' }).click();
  await shot(progress, 'phone-progress-care');
  await progress.context().setOffline(true);
  await handOver(collector, filed.dossier, 'agent');
  await phone.getByRole('button', { name: '评价这次服务' }).click();
  await phone.getByRole('radio', { name: '满意', exact: true }).check();
  await shot(phone, 'phone-rate-care');
  await phone.getByRole('button', { name: '标准版' }).click();
  await phone.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await phone.reload();
  await phone.getByRole('button', { name: 'Rate this service' }).click();
  await phone.getByRole('radio').nth(1).check();
  await shot(phone, 'phone-rate-form-en');
  await phone.getByRole('button', { name: /Submit|Send/ }).click();
  await phone.getByRole('button', { name: /Submit|Send/ }).waitFor({ state: 'detached' });
  await shot(phone, 'phone-rated-en');
  collector.close();
}
