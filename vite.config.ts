import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Pages of so few files name them all; others their styles alone. */
const PHONE_FILES = 6;

/** The SM3 library asks Node for chance where there is no Web Crypto; a browser has it, and we only hash. */
function webCryptoOnly(): Plugin {
  const absent = '\0no-node-crypto';
  return {
    name: 'web-crypto-only',
    enforce: 'pre',
    resolveId: (id, importer) => (id === 'crypto' && importer?.includes('sm-crypto-v2') ? absent : null),
    load: (id) =>
      id === absent ? 'export default globalThis.crypto; export const webcrypto = globalThis.crypto;' : null,
  };
}

/** The kit unpacks all of Svelte's public names for three of them: named one by one, a phone need not fetch the rest. */
function namesOneByOne(): Plugin {
  const unpacked = 'const { onMount, tick } = svelte;';
  return {
    name: 'names-one-by-one',
    enforce: 'pre',
    transform: (code, id) =>
      id.includes('@sveltejs/kit/src/runtime/client/client.js')
        ? { code: code.replace(unpacked, 'const onMount = svelte.onMount, tick = svelte.tick;'), map: null }
        : null,
  };
}

export default defineConfig({
  plugins: [sveltekit(), webCryptoOnly(), namesOneByOne()],
  // Two copies of yjs in one bundle break every instanceof inside it.
  resolve: { dedupe: ['yjs'] },
  build: {
    target: 'chrome109',
    cssMinify: 'lightningcss',
    assetsInlineLimit: 0,
    modulePreload: {
      // Each page's list of files stands in the entry that every page loads: a phone would pay for the lists of
      // the large staff pages, which come once, over the hall's own network, and then from the service worker.
      resolveDependencies: (_file, files) =>
        files.length <= PHONE_FILES ? files : files.filter((name) => name.endsWith('.css')),
    },
    rolldownOptions: {
      // How long plugins took is of no use to who starts a hall.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          // What every surface needs is one file: a phone on a slow line pays for each request.
          groups: [
            {
              name: 'base',
              test: /node_modules[\\/](svelte(?![\\/]src[\\/]((reactivity|motion|transition|animate|easing)[\\/]|internal[\\/](shared[\\/]clone|client[\\/]dom[\\/](elements[\\/]bindings[\\/]input|blocks[\\/](await|key)))))|@sveltejs[\\/]kit|esm-env|clsx)[\\/]|src[\\/]routes[\\/]\+(error|layout)\.|src[\\/]lib[\\/](ui[\\/](icons[\\/](icon|core|shape)|brand|button|keycap|lazy-part|practice-mark|notice|styles)|i18n[\\/](i18n|locale|lazy-bundle|common|zh-CN[\\/]common)|features[\\/]live[\\/](answer|live-view|view-keeper|hall-facts|ticker)|domain[\\/]shared[\\/]hall-time)/,
            },
            {
              // On phones too, but not before the number.
              name: 'sign',
              test: /src[\\/]lib[\\/]ui[\\/]sign\./,
            },
            {
              // Small parts that go together: each file of its own costs a request, and a place in every page's list.
              name: 'fields',
              test: /src[\\/]lib[\\/]ui[\\/](field|segmented|select)\./,
            },
            {
              name: 'desk',
              test: /src[\\/]lib[\\/]ui[\\/](badge|empty-state|page-header|panel|sill|tabs|toast)\./,
            },
            {
              name: 'phone',
              test: /src[\\/]lib[\\/](features[\\/]phone[\\/](alert|face|leave-actions\.|phone-|place-in-line|receipt-|short-code\.|ticket-view)|i18n[\\/](phone|zh-CN[\\/]phone))/,
            },
            {
              // What comes before and after the number: fetched when a visit has it.
              name: 'visit',
              test: /src[\\/]lib[\\/](features[\\/](phone[\\/](also-matters|day-text|matter-|rating-page|read-aloud|ready-card|slots-card|steps-card|visit-rating)|rating[\\/](rating-form|stars)|ports[\\/](reader|voice))|i18n[\\/]((zh-CN[\\/])?(progress|rating)))/,
            },
          ],
        },
      },
    },
  },
  css: { lightningcss: { targets: { chrome: 109 << 16 } } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'tests/unit/**/*.test.ts',
            'tests/documents/**/*.test.ts',
            'tests/relay/**/*.test.ts',
            'tests/conformance/**/*.test.ts',
            'tests/convergence/**/*.test.ts',
            'tests/faults/**/*.test.ts',
          ],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // The long forms, under `npm run test:faults`; the short ones are among the units and in e2e.
          name: 'faults',
          include: ['tests/conformance/**/*.test.ts', 'tests/convergence/**/*.test.ts', 'tests/faults/**/*.test.ts'],
          environment: 'node',
          testTimeout: 7_200_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          setupFiles: ['tests/e2e/show-failures.ts'],
          // What pages show at a failure is told before a test file puts its pages in order.
          sequence: { hooks: 'list' },
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A condition is awaited as long as a page's own actions are.
          expect: { poll: { timeout: 10_000 } },
          // One hall and one browser at a time: two cores are all there is.
          fileParallelism: false,
        },
      },
    ],
  },
});
