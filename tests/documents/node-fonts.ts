import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createPrintEngine } from '#lib/documents/index.ts';
import type { FontFace, PrintEngine } from '#lib/documents/index.ts';

const resolve = createRequire(import.meta.url).resolve;

const files: Record<FontFace, string> = {
  'sans-400': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'sans-700': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  'serif-400': '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  'serif-700': '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
};

const kept = new Map<FontFace, Promise<Uint8Array>>();

/** The fonts as the browser would fetch them, each read from disk once. */
export function loadFont(face: FontFace): Promise<Uint8Array> {
  const bytes = kept.get(face) ?? readFile(resolve(files[face]));
  kept.set(face, bytes);
  return bytes;
}

export function nodePrintEngine(): PrintEngine {
  return createPrintEngine({ loadFont });
}
