import type { Chime } from '../ports/chime.ts';

/** Ring and vibration, only when the applicant has asked for them. */
export class Alert {
  on = $state(false);
  #chime: Chime | null = null;

  /** The switch is the touch that the browser wants before it lets sound out. */
  async set(on: boolean): Promise<void> {
    this.on = on;
    if (!on) return;
    vibrate([80]);
    try {
      // The touch still counts when this has come; most visits never ask for it.
      this.#chime ??= new (await import('../ports/chime.ts')).Chime();
      await this.#chime.unlock();
      void this.#chime.ring();
    } catch {
      // Without a line it only vibrates.
    }
  }

  sound(occasion: 'near' | 'called'): void {
    if (!this.on) return;
    void this.#chime?.ring();
    vibrate(occasion === 'called' ? [400, 200, 400, 200, 400] : [200, 100, 200]);
  }
}

function vibrate(pattern: number[]): void {
  // Not on every phone.
  if ('vibrate' in navigator) navigator.vibrate(pattern);
}
