import type { Hall } from '../hall/hall.ts';
import type { Audit } from './audit.ts';

/** What the ledger records and the audit lists too: rights that were taken from a silent device, and a restored hall. */
export function noteEvents(hall: Hall, audit: Audit): void {
  hall.onCommitted(({ entries }) => {
    const { state } = hall.engine;
    for (const event of entries.flatMap((entry) => entry.events)) {
      if (event.kind === 'epochOpened') audit.note('restored', { about: event.epoch });
      if (event.kind !== 'forceReleased') continue;
      audit.note('force-released', {
        account: state.staff.get(event.staff) ?? null,
        about: state.devices.get(event.holder)?.incarnation ?? null,
      });
    }
  });
}
