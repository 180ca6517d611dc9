import sans400 from '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf?url';
import sans700 from '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf?url';
import serif400 from '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf?url';
import serif700 from '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf?url';
import { createPrintEngine } from './engine.ts';
import type { PrintEngine } from './engine.ts';
import type { FontFace, FontSource } from './faces.ts';

const urls: Record<FontFace, string> = {
  'sans-400': sans400,
  'sans-700': sans700,
  'serif-400': serif400,
  'serif-700': serif700,
};

/** A font of which nothing comes for so long is given up, ms: a dead line ends nothing by itself, and a person waits. */
const SILENCE = 8000;

/** Bytes loaded and, as far as they are announced yet, bytes in all. */
export type OnProgress = (loaded: number, total: number) => void;

/** Fonts from the hall's own server (or its service worker's cache), ten megabytes and more each. */
export function browserFonts(onProgress?: OnProgress): FontSource {
  const progress = new Map<FontFace, { loaded: number; total: number }>();
  return async (face) => {
    const isKept = keepsFiles();
    const silence = silenceOf(SILENCE);
    const response = await fetch(urls[face], { signal: silence.signal });
    if (!response.ok || !response.body) throw new Error(`${face}: ${response.status}`);
    const file = { loaded: 0, total: announcedLength(response) };
    progress.set(face, file);
    const parts: Uint8Array[] = [];
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      silence.heard();
      parts.push(next.value);
      file.loaded += next.value.length;
      file.total = Math.max(file.total, file.loaded);
      const files = [...progress.values()];
      const sum = (of: 'loaded' | 'total'): number => files.reduce((all, each) => all + each[of], 0);
      onProgress?.(sum('loaded'), sum('total'));
    }
    silence.end();
    if (!isKept) keepForReload(urls[face]);
    return joined(parts, file.loaded);
  };
}

/** Aborts once nothing was heard for so many ms. */
function silenceOf(ms: number): { signal: AbortSignal; heard: () => void; end: () => void } {
  const controller = new AbortController();
  const begin = (): ReturnType<typeof setTimeout> => setTimeout(() => controller.abort(), ms);
  let timer = begin();
  const end = (): void => clearTimeout(timer);
  const heard = (): void => {
    end();
    timer = begin();
  };
  return { signal: controller.signal, heard, end };
}

/** What is fetched passes the worker that keeps it for a reload without the line. */
function keepsFiles(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

/** On a page's very first visit fonts come before the worker does: asked for once more, mostly from the browser's own cache. */
function keepForReload(url: string): void {
  if (!('serviceWorker' in navigator)) return;
  const again = (): void => void fetch(url).catch(() => undefined);
  if (keepsFiles()) again();
  else navigator.serviceWorker.addEventListener('controllerchange', again, { once: true });
}

/** One engine a tab: it keeps the fonts it has loaded. */
export function createBrowserPrintEngine(onProgress?: OnProgress): PrintEngine {
  return createPrintEngine({ loadFont: browserFonts(onProgress) });
}

/** The announced length counts compressed bytes, those read are not: no total is better than a wrong one. */
function announcedLength(response: Response): number {
  if (response.headers.has('content-encoding')) return 0;
  return Number(response.headers.get('content-length') ?? 0);
}

function joined(parts: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
