import { Chime } from '../ports/chime.ts';

/** Ring and vibration, only when the applicant has asked for them. */
export class Alert {
  on = $state(false);
  readonly #chime = new Chime();

  /** The switch is the touch that the browser wants before it lets sound out. */
  async set(on: boolean): Promise<void> {
    this.on = on;
    if (!on) return;
    await this.#chime.unlock();
    void this.#chime.ring();
    vibrate([80]);
  }

  sound(occasion: 'near' | 'called'): void {
    if (!this.on) return;
    void this.#chime.ring();
    vibrate(occasion === 'called' ? [400, 200, 400, 200, 400] : [200, 100, 200]);
  }
}

function vibrate(pattern: number[]): void {
  // Not on every phone.
  if ('vibrate' in navigator) navigator.vibrate(pattern);
}
