import type { DeviceDb } from '#lib/store/device-db.ts';
import type { Sender } from './sender.ts';

/** Asks a guide to come: a request like any other, and said plainly when it did not get through. */
export class Guide {
  phase = $state<'none' | 'calling' | 'coming' | 'failed'>('none');

  readonly #device: () => Promise<DeviceDb>;
  readonly #sender: Sender;

  constructor(device: () => Promise<DeviceDb>, sender: Sender) {
    this.#device = device;
    this.#sender = sender;
  }

  async call(now: { day: string; setup: number; at: number }): Promise<void> {
    if (this.phase === 'calling' || this.phase === 'coming') return;
    this.phase = 'calling';
    try {
      const db = await this.#device();
      const row = await db.addRow({
        class: 'request',
        kind: 'callHelp',
        setup: now.setup,
        staff: null,
        at: now.at,
        body: { day: now.day, from: 'kiosk' },
      });
      const decision = await this.#sender.once(row);
      // Not sent again later: who asked has gone to the desk by then.
      await db.settle(row.id, decision);
      this.phase = decision.ok ? 'coming' : 'failed';
    } catch {
      this.phase = 'failed';
    }
  }

  reset(): void {
    this.phase = 'none';
  }
}
