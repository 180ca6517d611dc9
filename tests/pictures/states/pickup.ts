import { decideAll, fileMatter } from '../../e2e/matters.ts';
import { AGENT_ID } from '../../e2e/sample-content.ts';
import { deliveries, receiveAll } from '../deliveries.ts';
import type { Tour } from './tour.ts';

/** The pickup desk: deliveries, half a bundle, an agent who is checked and signs. */
export async function pickup({ stage, clerk, shot, inEnglish }: Tour): Promise<void> {
  const whole = await fileMatter(clerk, { name: '滨江市橙果餐饮管理有限公司', window: 4 });
  const half = await fileMatter(clerk, { name: '滨江市清渠科技有限公司', window: 4 });
  await decideAll(stage, whole.dossier);
  await decideAll(stage, half.dossier, ['QY-03']);
  const desk = await stage.device('pickup', '/pickup');
  await stage.signIn(desk, '0601');
  await shot(desk, 'pickup-choose');
  await stage.openWindow(desk, 16).catch(() => undefined);
  await desk.keyboard.press('F4');
  const sent = deliveries(desk);
  await sent.first().waitFor();
  await shot(desk, 'pickup-deliveries');
  await inEnglish(desk, async () => {
    await desk
      .getByText(/Deliveries/)
      .first()
      .waitFor();
    await desk.keyboard.press('F4');
    await desk.getByRole('dialog').waitFor();
    await shot(desk, 'pickup-deliveries-en');
  });
  await desk.keyboard.press('F4');
  await sent.first().waitFor();
  await receiveAll(desk);
  await shot(desk, 'pickup-deliveries-none');
  await desk.keyboard.press('Escape');
  const find = async (text: string): Promise<void> => {
    await desk.keyboard.press('F2');
    await desk.keyboard.type(text);
    await desk.keyboard.press('Enter');
  };
  await find(half.pickupCode);
  await desk.getByText('到齐 2 / 4').waitFor();
  await desk.getByRole('button', { name: /申请人同意先领/ }).click();
  await desk.getByRole('dialog').waitFor();
  await shot(desk, 'pickup-waive');
  await desk.keyboard.press('Escape');
  await desk.getByRole('button', { name: /本台保管/ }).click();
  await desk.getByRole('dialog').waitFor();
  await shot(desk, 'pickup-custody');
  await desk.keyboard.press('Escape');
  await find(whole.pickupCode);
  await desk.getByText('到齐 4 / 4').waitFor();
  const who = desk.getByRole('region', { name: '领取人' });
  await who.getByLabel('证件号').fill('110000197803030031');
  await desk.keyboard.press('Enter');
  await who.getByText('证件号不对').waitFor();
  await shot(desk, 'pickup-agent-wrong');
  await who.getByLabel('证件号').fill(AGENT_ID);
  await desk.keyboard.press('Enter');
  await who.getByText('人证相符').waitFor();
  await shot(desk, 'pickup-agent-checked');
  await who.getByLabel('与申请人').selectOption('公司员工');
  const pad = await who.locator('canvas').boundingBox();
  if (!pad) throw new Error('no pad');
  for (const [x1, y1, x2, y2] of [
    [0.2, 0.3, 0.6, 0.25],
    [0.4, 0.15, 0.4, 0.85],
  ] as const) {
    await desk.mouse.move(pad.x + pad.width * x1, pad.y + pad.height * y1);
    await desk.mouse.down();
    await desk.mouse.move(pad.x + pad.width * x2, pad.y + pad.height * y2, { steps: 8 });
    await desk.mouse.up();
  }
  await who.getByRole('button', { name: '重签' }).waitFor();
  await shot(desk, 'pickup-agent-signed');
  await inEnglish(desk, async () => {
    await desk.keyboard.press('F2');
    await desk.keyboard.type(whole.pickupCode);
    await desk.keyboard.press('Enter');
    await desk.getByText('4 of 4').first().waitFor();
    await shot(desk, 'pickup-agent-en');
    await desk.keyboard.press('F2');
    await desk.keyboard.type(half.pickupCode);
    await desk.keyboard.press('Enter');
    await desk.getByText('2 of 4').first().waitFor();
    await shot(desk, 'pickup-missing-en');
  });
  await find(whole.pickupCode);
  await desk.getByText('到齐 4 / 4').waitFor();
  await desk.keyboard.press('Control+Enter');
  await desk.getByText(/已交付，回证在打印/).waitFor();
  await shot(desk, 'pickup-handed');
  await desk.context().close();
}
