/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';

/**
 * The offline shell: the app's own files, cached when this version is installed; every page is the
 * one shell. Data never passes here: it is in rooms and in the device's own database. Print fonts
 * are large and come with the first use, or in the background once the page stands.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `onewindow-${version}`;
const SHELL = '/';
const isLarge = (path: string): boolean => /\.ttf$/.test(path);
const small = [...build, ...files].filter((path) => !isLarge(path));
const own = new Set([...build, ...files]);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([SHELL, ...small]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOld().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(shellOf(request));
  else if (own.has(url.pathname)) event.respondWith(fileOf(request));
});

/** The newest shell where the line is up, the kept one where it is not. */
async function shellOf(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(3000) });
    if (response.ok) return response;
  } catch {
    // Cut off: below.
  }
  return (await caches.match(SHELL)) ?? Response.error();
}

async function fileOf(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

/** Fonts of the version before are the same bytes under the same name: taken over, not fetched again. */
async function removeOld(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const name of await caches.keys()) {
    if (name === CACHE || !name.startsWith('onewindow-')) continue;
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const path = new URL(request.url).pathname;
      const response = isLarge(path) && own.has(path) ? await old.match(request) : undefined;
      if (response) await cache.put(request, response);
    }
    await caches.delete(name);
  }
}
