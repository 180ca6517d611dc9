import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import { tokenOf } from '../papers/notice-common.ts';

/** A booking made on a phone comes from the hall: a paper that did not wait for it would have no code on it. */
const ARRIVES_WITHIN = 3000;

/** Resolves once the booking's receipt token is here, or after a while without it. */
export function whenHere(room: DossierRoom): Promise<void> {
  return new Promise((resolve) => {
    const stop = $effect.root(() => {
      $effect(() => {
        if (tokenOf(room.content) !== null) done();
      });
    });
    const timer = setTimeout(done, ARRIVES_WITHIN);
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
