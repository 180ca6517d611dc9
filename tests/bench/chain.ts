import { openCrowd } from '../e2e/crowd.ts';
import { confirmAll, decideAll, Desk, fileMatter } from '../e2e/matters.ts';
import { Stage } from '../e2e/stage.ts';
import { median, type Bench, type Measurement } from './measurement.ts';

const BUNDLES = 8;

/** From the desk's last confirmation to the applicant's phone, while twenty counters are at work. */
export async function benchChain(bench: Bench): Promise<Measurement[]> {
  const stage = await Stage.open();
  bench.onEnd(() => stage.close());
  const crowd = await openCrowd(stage);
  crowd.start();
  const clerk = await Desk.open(stage, '0317');
  const pickup = await Desk.open(stage, '0601');
  const shown: number[] = [];
  for (let n = 0; n < BUNDLES; n += 1) {
    const filed = await fileMatter(clerk);
    await decideAll(stage, filed.dossier);
    await pickup.until((state) => {
      const matter = state.matters.get(state.mattersByDossier.get(filed.dossier) ?? 0);
      return matter?.slots.every((slot) => slot.phase === 'sent');
    });
    const phone = await stage.device('phone', `/r/${filed.token}`);
    await phone.getByRole('heading', { level: 1 }).waitFor();
    const painted = phone.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            if (document.body.innerText.includes('可以领取了')) resolve(Date.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    const before = Date.now();
    await confirmAll(pickup, filed.dossier);
    shown.push((await painted) - before);
    await phone.context().close();
    bench.progress(`bundle ${n + 1} of ${BUNDLES} on the phone`);
  }
  const commands = crowd.sent();
  await crowd.stop();
  clerk.close();
  pickup.close();
  await stage.close();
  const work = `${BUNDLES} bundles of four results, from before the first of their four confirmations; ${commands} commands of 20 counters meanwhile`;
  return [
    { name: 'ready bundle on the phone, worst', value: Math.max(...shown), unit: 'ms', target: 1000, work },
    { name: 'the same, median', value: median(shown), unit: 'ms' },
  ];
}
