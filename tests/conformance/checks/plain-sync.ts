import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { sync } from '../line.ts';
import type { Target } from '../target.ts';
import { demand, eventually } from '../violation.ts';
import type { Check } from './check.ts';

/** What any relay of the y-websocket protocol owes the stock client. */
export const plainSyncChecks: readonly Check<Target>[] = [
  {
    id: 'CF1',
    promise: 'what one types the other sees, both ways, and so does who comes later',
    run: async (target) => {
      const room = await target.newRoom();
      const [one, other] = [await target.stock(room), await target.stock(room)];
      await Promise.all([one.synced(), other.synced()]);
      one.type('云');
      await eventually(() => other.text().toJSON() === '云', 'the first letter arrives');
      other.type('杉');
      await eventually(() => one.text().toJSON() === '云杉', 'the answer arrives');
      one.text().delete(0, 1);
      await eventually(() => other.text().toJSON() === '杉', 'a deletion arrives');
      const later = await (await target.stock(room)).synced();
      demand(later.text().toJSON() === '杉', 'who comes later is given all of it');
    },
  },
  {
    id: 'CF2',
    promise: 'others see who is there and where, and that they left',
    run: async (target) => {
      const room = await target.newRoom();
      const [one, other] = [await target.stock(room), await target.stock(room)];
      await Promise.all([one.synced(), other.synced()]);
      const states = (): unknown[] =>
        [...other.provider.awareness.getStates()].flatMap(([client, state]) =>
          client === one.doc.clientID && Object.keys(state).length > 0 ? [state] : [],
        );
      const here = { account: '0317', window: 3, field: 'company.name' };
      one.provider.awareness.setLocalState(here);
      await eventually(() => JSON.stringify(states()) === JSON.stringify([here]), 'presence arrives');
      one.provider.awareness.setLocalState({ ...here, field: null });
      await eventually(
        () => (states()[0] as { field: unknown } | undefined)?.field === null,
        'a change of place arrives',
      );
      const later = await (await target.stock(room)).synced();
      await eventually(
        () => later.provider.awareness.getStates().has(one.doc.clientID),
        'who comes later is told who is there',
      );
      one.provider.disconnect();
      await eventually(() => states().length === 0, 'who left is gone');
    },
  },
  {
    id: 'CF3',
    promise: 'what was made without a line arrives once there is one, on both sides',
    run: async (target) => {
      const room = await target.newRoom();
      const [one, other] = [await target.stock(room), await target.stock(room)];
      await Promise.all([one.synced(), other.synced()]);
      one.type('before ');
      await eventually(() => other.text().toJSON() === 'before ', 'the first words arrive');
      one.provider.disconnect();
      one.type('offline');
      one.doc.getMap('c').set('agent.present', [true, '0317', 1]);
      other.type('meanwhile', 't/other');
      await eventually(() => !one.provider.wsconnected, 'the line is cut');
      one.provider.connect();
      await eventually(() => other.text().toJSON() === 'before offline', 'offline letters arrive');
      await eventually(() => other.doc.getMap('c').has('agent.present'), 'an offline choice arrives');
      await eventually(() => one.text('t/other').toJSON() === 'meanwhile', 'what others made arrives');
    },
  },
  {
    id: 'CF4',
    promise: 'a SyncStep2 goes to who asked, and to nobody else',
    run: async (target) => {
      const room = await target.newRoom();
      const writer = await (await target.stock(room)).synced();
      writer.type('abc');
      writer.text().delete(0, 1);
      const [asking, silent] = [await target.line(room), await target.line(room)];
      const nothing = encoding.encode((encoder) => encoding.writeVarUint(encoder, 0));
      asking.sync(sync.step1, nothing);
      await eventually(() => asking.synced(sync.step2).length > 0, 'who asks is answered');
      // A third one's answer to the relay, with a deletion in it: others are told by an update, if at all.
      const copy = new Y.Doc();
      for (const update of asking.synced(sync.step2)) Y.applyUpdate(copy, update);
      copy.getText('t/note').delete(0, 1);
      asking.sync(sync.step2, Y.encodeStateAsUpdate(copy));
      await eventually(() => writer.text().toJSON() === 'c', 'an answer with news is passed on as an update');
      await silent.heard();
      demand(asking.synced(sync.step2).length === 1, 'one answer to one question');
      demand(silent.synced(sync.step2).length === 0, 'nobody gets an answer to a question of others');
    },
  },
];
