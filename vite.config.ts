import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  // Two copies of yjs in one bundle break every instanceof inside it.
  resolve: { dedupe: ['yjs'] },
  build: {
    target: 'chrome109',
    cssMinify: 'lightningcss',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every surface needs is one file: a phone on a slow line pays for each request.
          groups: [
            {
              name: 'base',
              test: /node_modules[\\/](svelte|@sveltejs[\\/]kit|esm-env|clsx)[\\/]|src[\\/]lib[\\/](ui[\\/](icons[\\/](icon|core|shape)|brand|button|keycap|practice-mark|notice|dialog|styles)|i18n[\\/](i18n|locale|lazy-bundle|common|zh-CN[\\/]common)|features[\\/](live[\\/](answer|live-view|view-keeper|hall-facts|ticker)|ports)|domain[\\/]shared[\\/]hall-time)/,
            },
            {
              name: 'phone',
              test: /src[\\/]lib[\\/](features[\\/]phone[\\/](?!short-code-entry)|i18n[\\/](phone|zh-CN[\\/]phone))/,
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
          include: ['tests/unit/**/*.test.ts', 'tests/documents/**/*.test.ts', 'tests/relay/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One hall and one browser at a time: two cores are all there is.
          fileParallelism: false,
        },
      },
    ],
  },
});
