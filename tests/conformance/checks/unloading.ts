import * as Y from 'yjs';
import { sync } from '../line.ts';
import { demand, eventually } from '../violation.ts';
import type { Check } from './check.ts';
import { docOf, updateOf } from './room-state.ts';

/** Long enough for a room that nobody uses to leave the memory, ms. */
const IDLE = 40_000;

/** A room leaves the memory when nobody needs it, and never with something that is only there. */
export function unloadingChecks(rounds: number, random: () => number): readonly Check[] {
  return [
    {
      id: 'CF30',
      promise: `${rounds} times the last one leaves while an edit is on its way, and somebody comes back: nothing is lost`,
      run: async (target) => {
        const room = await target.newRoom();
        const doc = new Y.Doc();
        const mark = doc.getMap('c');
        for (let round = 0; round < rounds; round += 1) {
          const line = await target.line(room);
          await eventually(() => line.synced(sync.step1).length > 0, 'the line is let in');
          const isHeld = random() < 0.6;
          if (isHeld) target.disk.hold();
          const asked = target.disk.asked;
          line.sync(
            sync.step2,
            updateOf(doc, () => {
              doc.getText('t/note').insert(doc.getText('t/note').length, `${round};`);
              mark.set('agent.present', [String(round), '0317', round]);
            }),
          );
          // Its last words before it goes are heard; the relay has them when it says goodbye.
          line.socket.close();
          await line.ended();
          await eventually(() => target.disk.asked > asked, 'the edit is on its way');
          const early = random() < 0.5 ? await target.line(room) : null;
          await target.pass(IDLE);
          // A held edit is in memory alone still: whoever comes now must not get the room as the disk has it.
          const late = await target.line(room);
          await eventually(() => late.synced(sync.step1).length > 0, 'the line is let in');
          target.disk.release();
          if (random() < 0.5) await target.pass(IDLE);
          early?.end();
          late.end();
          const reopened = await docOf(target, room);
          demand(
            reopened.getText('t/note').toJSON() === doc.getText('t/note').toJSON(),
            'who comes back finds all of it',
          );
          demand(
            JSON.stringify(reopened.getMap('c').get('agent.present')) === JSON.stringify(mark.get('agent.present')),
            'and the choice',
          );
          if (round % 3 !== 0) continue;
          await target.pass(2 * IDLE);
          demand(target.relay.rooms.size === 0, 'a room that nobody uses leaves the memory');
        }
        await target.pass(2 * IDLE);
        demand(target.relay.rooms.size === 0, 'in the end no room is left in memory');
        await target.crash();
        demand(
          (await docOf(target, room)).getText('t/note').toJSON() === doc.getText('t/note').toJSON(),
          'and so says the disk',
        );
      },
    },
  ];
}
