import { oneUpdate } from './one-update.ts';
import type { Replayed } from './replay.ts';

/** Answers one list of updates and ends; ends as well when the relay does. */
function answer(updates: readonly Uint8Array[]): Replayed {
  try {
    return { ok: true, bytes: oneUpdate(updates) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

process.once('message', (updates: Uint8Array[]) => {
  process.send?.(answer(updates), () => process.disconnect());
});
