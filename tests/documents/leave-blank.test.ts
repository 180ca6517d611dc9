import { expect, test } from 'vitest';
import { acceptanceNotice, leaveBlank } from '#lib/documents/index.ts';
import { engine, readNotice } from './notice-checks.ts';
import { acceptance } from './notice-samples.ts';

test('a character that no font has leaves room for the pen, wherever it stands, and nothing else changes', async () => {
  const document = acceptanceNotice({ ...acceptance, applicant: '买买提·𠮷有限公司', matter: '𠮷氏登记' });
  const refused = await engine.render(document);
  expect(refused).toMatchObject({ ok: false, code: 'glyph-missing', characters: ['𠮷'] });
  const { text } = await readNotice(leaveBlank(document, ['𠮷']));
  expect(text).toContain('买买提·＿有限公司');
  expect(text).toContain('＿氏登记');
  expect(text).not.toContain('𠮷');
  const { text: whole } = await readNotice(acceptanceNotice(acceptance));
  expect((await readNotice(leaveBlank(acceptanceNotice(acceptance), ['𠮷']))).text).toBe(whole);
});
