import { Linter, type ESLint } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { browserFloor } from '../../lint/browser-floor.ts';
import { noUntranslatedStrings } from '../../lint/no-untranslated-strings.ts';

const hall: ESLint.Plugin = { rules: { 'no-untranslated-strings': noUntranslatedStrings } };

function found(code: string): string[] {
  const config: Linter.Config = {
    files: ['**/*.ts'],
    languageOptions: { parser },
    plugins: { hall },
    rules: { 'no-restricted-syntax': ['error', ...browserFloor], 'hall/no-untranslated-strings': 'error' },
  };
  return new Linter().verify(code, config, 'screen.ts').map((message) => message.ruleId ?? message.message);
}

describe('local rules', () => {
  test.each(["const word = '取号';", 'const word = `第`;', "const word = '、';", "const word = '𠮷';"])(
    '%s is a word outside i18n',
    (code) => {
      expect(found(code)).toEqual(['hall/no-untranslated-strings']);
    },
  );

  test.each(["const word = 'A012';", '// 取号: a comment explains', 'const word = m.t.take;'])('%s is none', (code) => {
    expect(found(code)).toEqual([]);
  });

  test.each([
    'list.toSorted();',
    'list.toReversed();',
    'list.with(1, 2);',
    'Object.groupBy(list, f);',
    'Promise.withResolvers();',
    'Array.fromAsync(list);',
    'a.union(b);',
    'const pattern = /a/v;',
  ])('%s is newer than Chromium 109', (code) => {
    expect(found(code)).toEqual(['no-restricted-syntax']);
  });

  test.each(['structuredClone(x);', 'list.at(-1);', 'list.findLast(f);', '[...list].sort();', 'Object.hasOwn(a, b);'])(
    '%s is not',
    (code) => {
      expect(found(code)).toEqual([]);
    },
  );
});
