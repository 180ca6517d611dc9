import { expect, test } from 'vitest';
import { checkForms, checkSetup, readCondition } from '#lib/domain/index.ts';
import { sampleSetup } from '../../../sync-server/hall/founding.ts';
import { readSetup } from '../../../sync-server/http/setup-schema.ts';

test('x', () => {
  const s = sampleSetup();
  expect(checkForms(s)).toEqual([]);
  expect(checkSetup(s).ok).toBe(true);
  const r = readSetup(JSON.parse(JSON.stringify(s)));
  expect(r).toMatchObject({ ok: true });
  expect(JSON.stringify(r.ok && r.value)).toBe(JSON.stringify(r.ok && r.value));
  expect(readCondition('QY-03 chosen and tax.invoiceForm = paper')).toBeTruthy();
});
