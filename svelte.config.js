import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ fallback: '200.html', precompress: true }),
    // A shell cached from `/` must serve deep routes, so no relative asset paths.
    paths: { relative: false },
    // Registered by the root layout, which also explains what an insecure origin lacks.
    serviceWorker: { register: false },
    files: { serviceWorker: 'src/service-worker/service-worker.ts' },
  },
  compilerOptions: { runes: true },
};
