import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  // Two copies of yjs in one bundle break every instanceof inside it.
  resolve: { dedupe: ['yjs'] },
  build: { target: 'chrome109', cssMinify: 'lightningcss', assetsInlineLimit: 0 },
  css: { lightningcss: { targets: { chrome: 109 << 16 } } },
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/relay/**/*.test.ts', 'tests/documents/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
  },
});
