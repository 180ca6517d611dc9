/** Two notes before a call: made here, so that there is no sound file to lose. */
export class Chime {
  #context: AudioContext | null = null;

  /** True once the browser lets sound out: it wants one touch first. */
  get ready(): boolean {
    return this.#context?.state === 'running';
  }

  /** To be called from a touch or a key press; harmless otherwise. */
  async unlock(): Promise<boolean> {
    try {
      this.#context ??= new AudioContext();
      // A context that may not start yet leaves `resume` pending, so do not wait for it for long.
      await Promise.race([this.#context.resume(), new Promise((resolve) => setTimeout(resolve, 250))]);
    } catch {
      return false;
    }
    return this.ready;
  }

  /** Resolves when the last note has faded; at once where sound is locked. */
  async ring(): Promise<void> {
    const context = this.#context;
    if (!context || context.state !== 'running') return;
    const start = context.currentTime;
    note(context, 880, start, 0.35);
    note(context, 659.25, start + 0.28, 0.6);
    await new Promise((resolve) => setTimeout(resolve, 900));
  }
}

function note(context: AudioContext, frequency: number, at: number, length: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.4, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + length + 0.05);
}
