import { prepareHall } from '../bench/hall.ts';
import { Background } from '../bench/load.ts';
import type { Stage } from './stage.ts';

/**
 * Twenty other counters at work in a test's hall: each takes numbers at a kiosk, calls, begins and
 * finishes them, twice a second, from `start` to `stop`. `sent`: how many commands so far.
 */
export async function openCrowd(
  stage: Stage,
): Promise<{ start: () => void; sent: () => number; stop: () => Promise<void> }> {
  await stage.hall.kill();
  const prepared = await prepareHall(stage.hall.dataDir, 0, () => undefined, undefined, stage.hall.wall);
  await stage.hall.run();
  const hall = { process: stage.hall, base: `http://127.0.0.1:${stage.hall.port}`, ...prepared };
  const crowd = await Background.open(hall, { progress: () => undefined, onEnd: () => undefined });
  return { start: () => crowd.start(), sent: () => crowd.sent, stop: () => crowd.stop() };
}
