import { companyContent } from '../../e2e/sample-content.ts';
import type { Tour } from './tour.ts';

/** A form at a window, from its first choice to the papers of an accepted matter. */
export async function intake({ stage, clerk, kiosk, shot, inEnglish }: Tour): Promise<void> {
  await stage.take(kiosk);
  const three = await stage.window(3, '0317');
  await three.getByRole('tabpanel').getByRole('button').first().waitFor();
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByLabel('公司类型').selectOption('llc_natural');
  await shot(three, 'intake-begun');
  const dossier = await clerk.until(
    (state) => [...state.matters.values()].find((matter) => matter.label !== '')?.dossier,
  );
  const content = companyContent(clerk.state.day, '0318', Date.now(), { name: '滨江市青禾文化创意有限公司' });
  delete content.materials['articles'];
  await clerk.put(dossier, content);
  await three.getByText('还差 1 处').waitFor();
  for (const tab of ['企业', '经营', '人员', '税务社保', '领取']) {
    await three.getByRole('tab', { name: new RegExp(tab) }).click();
    await shot(three, `intake-tab-${tab}`);
  }
  await three.getByRole('button', { name: '一次性补正' }).click();
  await three.getByRole('dialog').waitFor();
  await shot(three, 'intake-early-supplement');
  await three.keyboard.press('Escape');
  await three.keyboard.press('Alt+t');
  await three.getByRole('dialog').waitFor();
  await shot(three, 'intake-tell');
  await three.keyboard.press('Escape');
  await three.keyboard.press('Control+Enter');
  await shot(three, 'intake-missing');
  await inEnglish(three, async () => {
    await three.getByText(/^\d missing$/).waitFor();
    for (const index of [0, 1, 2, 3, 4]) {
      await three
        .getByRole('tab')
        .nth(3 + index)
        .click();
      await shot(three, `intake-tab-${index}-en`);
    }
    await three.keyboard.press('Alt+t');
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-tell-en');
    await three.keyboard.press('Escape');
  });
  await three.keyboard.press('Alt+r');
  await three
    .getByText(/已收件|收件 /)
    .first()
    .waitFor();
  await shot(three, 'intake-received');
  for (const [button, name] of [
    ['不予受理', 'refuse'],
    ['一次性补正', 'supplement'],
  ] as const) {
    await three.getByRole('button', { name: button }).click();
    await three.getByRole('dialog').waitFor();
    await shot(three, `intake-${name}`);
    await three.keyboard.press('Escape');
    await three.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await inEnglish(three, async () => {
    await three.getByRole('button', { name: 'Refuse', exact: true }).click();
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-refuse-en');
    await three.keyboard.press('Escape');
    await three.getByRole('button', { name: 'Ask for more' }).click();
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-supplement-en');
    await three.keyboard.press('Escape');
  });
  await clerk.put(dossier, { ...companyContent(clerk.state.day, '0318', Date.now()), texts: {}, marks: {} });
  await three.getByText('都齐了').waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText(/已受理，取件码/).waitFor();
  await shot(three, 'intake-accepted');
  await three.getByRole('button', { name: /文书/ }).click();
  await three.getByRole('dialog').waitFor();
  await shot(three, 'intake-papers');
  await three.keyboard.press('Escape');
  await inEnglish(three, async () => {
    await three
      .getByText(/Pickup code/)
      .first()
      .waitFor();
    await shot(three, 'intake-accepted-en');
  });
  await three.context().close();
}
