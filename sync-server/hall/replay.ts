import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { oneUpdate } from './one-update.ts';

/** What the replaying process answers. */
export type Replayed = { ok: true; bytes: Uint8Array } | { ok: false; why: string };

/** So few bytes are replayed before a process has begun. */
const AT_ONCE = 64 * 1024;
const program = fileURLToPath(new URL('./replay-process.ts', import.meta.url));

/**
 * `oneUpdate` of a whole day, in a process of its own that ends with it and gives way to all others:
 * the relay waits for nothing, and its memory is not a day larger for ever after. Rejects as
 * `oneUpdate` throws, and when `signal` ends it.
 */
export async function replay(updates: readonly Uint8Array[], signal?: AbortSignal): Promise<Uint8Array> {
  if (updates.reduce((sum, update) => sum + update.length, 0) < AT_ONCE) return oneUpdate(updates);
  const child = fork(program, { serialization: 'advanced', execArgv: [], ...(signal ? { signal } : {}) });
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      child.once('message', (replayed: Replayed) => {
        if (replayed.ok) resolve(replayed.bytes);
        else reject(new Error(replayed.why));
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the replay ended without an answer')));
      if (child.pid !== undefined) giveWay(child.pid);
      child.send(updates.map((update) => Buffer.from(update)));
    });
  } finally {
    child.kill();
  }
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not permitted everywhere; the replay is only quicker than it need be.
  }
}
