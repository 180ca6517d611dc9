import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { browserFloor, cssFloor } from './tests/lint/browser-floor.ts';
import { noUntranslatedStrings } from './tests/lint/no-untranslated-strings.ts';

const hall = { rules: { 'no-untranslated-strings': noUntranslatedStrings, 'css-floor': cssFloor } };
const purity = 'The domain has no clock and no chance: the context brings them.';

/** Of ESLint's own rules those that find mistakes the compiler does not. */
const core = [
  'no-async-promise-executor',
  'no-cond-assign',
  'no-constant-binary-expression',
  'no-constant-condition',
  'no-debugger',
  'no-dupe-else-if',
  'no-duplicate-case',
  'no-empty',
  'no-empty-character-class',
  'no-fallthrough',
  'no-loss-of-precision',
  'no-misleading-character-class',
  'no-prototype-builtins',
  'no-self-assign',
  'no-self-compare',
  'no-sparse-arrays',
  'no-template-curly-in-string',
  'no-unreachable',
  'no-unsafe-finally',
  'no-unsafe-optional-chaining',
  'no-unused-labels',
  'no-useless-backreference',
  'no-useless-catch',
  'no-useless-escape',
  'no-var',
  'prefer-const',
  'require-yield',
  'use-isnan',
  'valid-typeof',
];

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', 'data/', '.svelte-kit/', 'tests/lint/fixtures/', '.ci/', 'static/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { rules: Object.fromEntries(core.map((rule) => [rule, 'error'])) },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['src/service-worker/*.ts'] },
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // The compiler knows every name.
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': ['error', { allow: ['error'] }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { hall },
    rules: {
      'hall/css-floor': 'error',
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // One page each, reached by full addresses: the kit's `resolve` has nothing to add to them.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      // Maps and sets in state are replaced, never changed in place: `$state.raw` is enough for them.
      'svelte/prefer-svelte-reactivity': 'off',
      // State is runes; there is no store whose value could be forgotten, and looking for one costs an eighth of the time.
      'svelte/require-store-reactive-access': 'off',
      // Sees no warning where the compiler, run with the whole configuration, does; svelte-check has the last word.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  { files: ['**/*.svelte.ts'], languageOptions: { parser: tseslint.parser } },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    rules: { 'no-restricted-syntax': ['error', ...browserFloor] },
  },
  {
    files: ['src/lib/{ui,features,store}/**/*.{ts,svelte}', 'src/routes/**/*.{ts,svelte}'],
    plugins: { hall },
    rules: { 'hall/no-untranslated-strings': 'error' },
  },
  {
    files: ['src/lib/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'window',
          'document',
          'navigator',
          'localStorage',
          'indexedDB',
          'fetch',
          'crypto',
          'performance',
          'setTimeout',
          'setInterval',
          'queueMicrotask',
          'process',
          'Buffer',
          'console',
        ].map((name) => ({ name, message: 'The domain knows no browser and no Node.' })),
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\.{1,2}/)', message: 'The domain imports nothing outside itself.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        ...browserFloor,
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: purity },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: purity },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: purity },
        { selector: "CallExpression[callee.name='Date']", message: purity },
      ],
    },
  },
  { files: ['sync-server/**/*.ts', 'tests/**/*.ts', '*.config.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { globals: { ...globals.node } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
