import { describe, expect, test } from 'vitest';
import { checkForms, checkSetup, codesOf, formOf, type FormField } from '#lib/domain/index.ts';
import { type sampleSetup } from '../../../sync-server/hall/founding.ts';
import { readSetup } from '../../../sync-server/http/setup-schema.ts';
import { form, setup } from './form-content.ts';

/** The sample setup with one thing changed. */
function changed(change: (copy: ReturnType<typeof sampleSetup>) => void): ReturnType<typeof sampleSetup> {
  const copy = structuredClone(setup);
  change(copy);
  return copy;
}

function field(copy: ReturnType<typeof sampleSetup>, key: string): FormField {
  const found = copy.forms?.[0]?.fields.find((one) => one.key === key);
  if (!found) throw new Error(key);
  return found;
}

describe('the sample forms', () => {
  test.each([
    ['YJS-01', 55],
    ['YJS-03', 27],
    ['YJS-04', 34],
  ])('[FM1] the merged form of %s has its %i fields, each once', (code, count) => {
    const keys = form(code).fields.map((one) => one.key);
    // Lists count as one field each, as in the given data.
    expect(keys).toHaveLength(count);
    expect(new Set(keys).size).toBe(count);
  });

  test('[FM2] they are sound, and come through the import as they are', () => {
    expect(checkForms(setup)).toEqual([]);
    expect(checkSetup(setup).ok).toBe(true);
    const plain = JSON.parse(JSON.stringify(setup)) as { forms: unknown };
    const read = readSetup(plain);
    expect(read.ok && (read.value as { forms: unknown }).forms).toEqual(plain.forms);
  });

  test('[FM2] every matter has a form, with a name in both languages for every field, group and option', () => {
    for (const code of codesOf(setup)) {
      const definition = formOf(setup, code);
      expect(definition, code).toBeDefined();
      const every = [...(definition?.fields ?? []), ...Object.values(definition?.resultFields ?? {}).flat()];
      for (const one of every.flatMap((each) => [each, ...(each.fields ?? [])])) {
        expect(one.label.zh && one.label.en, `${code} ${one.key}`).toBeTruthy();
        if (one.type !== 'choice' && one.type !== 'multiChoice') continue;
        expect(one.options, `${code} ${one.key}`).not.toHaveLength(0);
        for (const option of one.options ?? [])
          expect(one.optionLabels?.[option]?.en, `${one.key} ${option}`).toBeTruthy();
      }
      for (const group of definition?.groups ?? []) expect(definition?.groupLabels?.[group]?.en, group).toBeTruthy();
      for (const slot of Object.values(definition?.slots ?? {})) expect(slot.en).toBeTruthy();
    }
  });

  test('[FM2] every item, package, material and result has an English name', () => {
    const { items, packages, materials } = setup.catalogue;
    const named = [...items, ...packages, ...materials, ...items.flatMap((item) => item.results)];
    for (const entry of named) expect(entry.nameEn, entry.name).toMatch(/[A-Za-z]/);
  });

  test('[FM3] what has no form of its own gets the general one with its items, slots and result fields', () => {
    const single = form('XK-01');
    expect(single).toMatchObject({ key: 'general_form', package: 'XK-01', items: ['XK-01'] });
    expect(single.expectedSlots).toEqual({ food: 'XK-01 chosen' });
    expect(single.resultFields?.['XK-01']?.map((one) => one.key)).toEqual(['resultNo', 'issuedOn', 'pieces.food']);
    const several = form('YJS-05');
    expect(several.items).toEqual(['XK-02', 'XK-04', 'XK-01', 'XK-03']);
    expect(several.optionalItems).toEqual(['XK-01', 'XK-03']);
    expect(Object.keys(several.slots ?? {})).toEqual(['special_trade', 'health', 'food', 'tobacco']);
    expect(form('GC-01').expectedSlots).toEqual({});
    expect(form('QY-09').expectedSlots).toEqual({ 'paper-QY-09': 'QY-09 chosen' });
  });

  test('[FM3] the same setup gives the same object, an unknown code none', () => {
    expect(formOf(setup, 'YJS-01')).toBe(formOf(setup, 'YJS-01'));
    expect(formOf(setup, 'NO-1')).toBeUndefined();
    expect(formOf({ ...setup, forms: [] }, 'YJS-01')).toBeUndefined();
  });

  test.each<[string, (copy: ReturnType<typeof sampleSetup>) => void, string]>([
    ['a field twice', (copy) => void copy.forms?.[0]?.fields.push(field(copy, 'company.type')), 'company.type'],
    [
      'an unreadable condition',
      (copy) => void (field(copy, 'seal.kinds').required = 'when it rains'),
      'seal.kinds.required',
    ],
    [
      'a condition on no field',
      (copy) => void (field(copy, 'seal.kinds').required = 'when no.such'),
      'seal.kinds.required',
    ],
    [
      'a pattern that does not compile',
      (copy) => void (field(copy, 'company.industry').validation = { pattern: '(' }),
      'company.industry.pattern',
    ],
    ['a choice without values', (copy) => void (field(copy, 'company.type').options = []), 'company.type.options'],
    ['a hall list that is not there', (copy) => void (copy.optionLists = {}), 'seal.maker.options'],
    ['an unknown item', (copy) => void copy.forms?.[0]?.items.push('QY-99'), 'items'],
    [
      'a rule nobody knows',
      (copy) => void (field(copy, 'shareholders').validation = { when: { 'company.type=llc_natural': 'at dawn' } }),
      'shareholders.when',
    ],
  ])('[FM2] %s is not published', (_, change, path) => {
    const result = checkSetup(changed(change));
    expect(result).toMatchObject({ ok: false, code: 'setup-invalid' });
    expect(JSON.stringify(result)).toContain(`forms.open_form.${path}`);
  });
});
