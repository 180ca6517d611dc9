import { fileMatter } from '../../e2e/matters.ts';
import type { Tour } from './tour.ts';

/** A department: what a decision lacks, a refusal, each item by itself, and one whose turn has not come. */
export async function department({ stage, clerk, shot, inEnglish }: Tour): Promise<void> {
  const first = await fileMatter(clerk, { name: '滨江市禾木装饰工程有限公司', window: 4 });
  await fileMatter(clerk, { name: '滨江市望潮物业服务有限公司', window: 4 });
  const registry = await stage.device('department', '/department');
  await stage.signIn(registry, '0501');
  await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
  await registry.getByRole('radio', { name: /准予/ }).check();
  await registry.keyboard.press('Control+Enter');
  await shot(registry, 'department-missing');
  await registry.getByRole('radio', { name: /不予/ }).check();
  await shot(registry, 'department-refuse');
  await registry.getByRole('button', { name: '逐项', exact: true }).click();
  await registry.getByRole('dialog').waitFor();
  await shot(registry, 'department-each');
  await registry.keyboard.press('Escape');
  await registry.getByText('查看').click();
  await registry.getByRole('dialog').waitFor();
  await shot(registry, 'department-materials');
  await registry.keyboard.press('Escape');
  await inEnglish(registry, async () => {
    await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
    await registry.getByRole('radio', { name: /Granted/ }).check();
    await shot(registry, 'department-granted-en');
    await registry.getByRole('button', { name: 'Each', exact: true }).click();
    await registry.getByRole('dialog').waitFor();
    await shot(registry, 'department-each-en');
  });
  const tax = await stage.device('department', '/department');
  await stage.signIn(tax, '0502');
  await tax.getByRole('heading', { level: 2 }).first().waitFor();
  await shot(tax, 'department-waits');
  await registry.context().close();
  await tax.context().close();
}
