import type { Tour } from './tour.ts';

/** A booking from a phone, to its voucher. */
export async function book({ stage, shot, inEnglish }: Tour): Promise<void> {
  const phone = await stage.device('phone', '/book');
  await phone.getByRole('button', { name: /^企业开办一件事/ }).click();
  await phone.getByRole('radio', { name: /09:30/ }).waitFor();
  await shot(phone, 'book-time', true);
  await phone.getByRole('radio', { name: /09:30/ }).check({ force: true });
  await phone.getByRole('button', { name: '下一步' }).click();
  await shot(phone, 'book-person');
  await phone.getByRole('button', { name: '下一步' }).click();
  await shot(phone, 'book-person-missing');
  await phone.getByLabel('姓名或单位名称').fill('罗秋实');
  await phone.getByLabel('手机号').fill('18612344410');
  await phone.getByRole('button', { name: '下一步' }).click();
  await shot(phone, 'book-check');
  await phone.getByRole('button', { name: '确认预约' }).click();
  await phone.getByRole('heading', { name: '约好了' }).waitFor();
  await shot(phone, 'book-done', true);
  await inEnglish(phone, async () => shot(phone, 'book-done-en', true));
  const english = await stage.device('phone', '/book');
  await english.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await english.reload();
  await english
    .getByRole('button', { name: /^Open a company/ })
    .first()
    .click();
  await english.getByRole('radio', { name: /09:30/ }).waitFor();
  await shot(english, 'book-time-en', true);
  await english.getByRole('radio', { name: /10:30/ }).check({ force: true });
  await english.getByRole('button', { name: 'Next' }).click();
  await english.getByRole('button', { name: 'Next' }).click();
  await shot(english, 'book-person-en');
  await english.getByRole('button', { name: 'Large type' }).click();
  await shot(english, 'book-person-care-en');
}
