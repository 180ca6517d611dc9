import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { sync } from '../line.ts';
import { demand, eventually } from '../violation.ts';
import type { Check } from './check.ts';
import { bytesOf, docOf, isSame, nothing, updateOf } from './room-state.ts';

const choice = [true, '0317', 1];

/** What no client of the hall makes, by the reason for which it does not fit. */
const misfits: Record<string, (doc: Y.Doc) => void> = {
  'a root that no dossier has': (doc) => doc.getMap('settings').set('theme', 'dark'),
  'a field without a path': (doc) => doc.getText('t/').insert(0, 'x'),
  'a path that climbs': (doc) => doc.getText('t/../x').insert(0, 'x'),
  'the choices as a text': (doc) => doc.getText('c').insert(0, 'x'),
  'the rows as a list': (doc) => doc.getArray('r').push([1]),
  'a field as a map': (doc) => doc.getMap('t/note').set('x', 1),
  'a field as a list of values': (doc) => doc.getArray('t/note').push([1, 2]),
  'a field with formats': (doc) => doc.getText('t/note').insert(0, 'x', { bold: true }),
  'a field with something embedded': (doc) => doc.getText('t/note').insertEmbed(0, { image: 'x' }),
  'a map inside the choices': (doc) => doc.getMap('c').set('agent.present', new Y.Map([['a', 1]])),
  'a text inside the marks': (doc) => doc.getMap('i').set('pickup', new Y.Text('x')),
  'a document inside the marks': (doc) => doc.getMap('i').set('pickup', new Y.Doc()),
  'bytes in the place of a choice': (doc) => doc.getMap('c').set('agent.present', new Uint8Array(8)),
  'a choice of another shape': (doc) => doc.getMap('c').set('agent.absent', { value: true }),
  'a row without its list': (doc) => doc.getMap('r').set('abcd', 1),
  'a mark beyond 8 kB': (doc) => doc.getMap('i').set('pickup', 'x'.repeat(9000)),
  'one that fits beside one that does not': (doc) => {
    doc.getMap('c').set('agent.absent', choice);
    doc.getMap('c').set('no path!', choice);
  },
};

/** What may not be written ends the line with its code, and no byte of the room is other than before. */
export const refusalChecks: readonly Check[] = [
  {
    id: 'CF18',
    promise: 'a root under another type, an unknown root, a shape that does not fit: 4422, unseen by others',
    run: async (target) => {
      const room = await target.newRoom();
      const other = await (await target.stock(room)).synced();
      other.type('as it was');
      other.doc.getMap('c').set('agent.present', choice);
      await other.saved();
      const before = await bytesOf(target, room);
      for (const [reason, edit] of Object.entries(misfits)) {
        // Half of the time by who never synced: as with an older program's offline copy.
        const doc = new Y.Doc();
        const line = await target.line(room);
        line.sync(sync.update, updateOf(doc, edit));
        demand((await line.closedWith()) === 4422, `4422 for ${reason}`);
        demand(isSame(await bytesOf(target, room), before), `no byte is other after ${reason}`);
      }
      other.type(', and goes on');
      await other.saved();
      demand((await docOf(target, room)).getText('t/note').toJSON() === 'as it was, and goes on', 'others go on');
      demand(other.closed.length === 0 && other.drops === 0, 'nobody else lost the line');
    },
  },
  {
    id: 'CF19',
    promise: 'a ledger is read only: whatever is written ends with 4422, the courtesy of an empty answer does not',
    run: async (target) => {
      const before = await bytesOf(target, target.ledger);
      const line = await target.line(target.ledger);
      for (const kind of [sync.step2, sync.update]) line.sync(kind, Y.encodeStateAsUpdate(new Y.Doc()));
      line.sync(sync.step1, nothing);
      await eventually(() => line.synced(sync.step2).length > 0, 'courtesy is no fault');
      const writes: ((doc: Y.Doc) => void)[] = [
        (doc) => doc.getMap('e').set('zz', [[12, 0, 0, 0, 0, 0, 1, 1, 1]]),
        (doc) => doc.getMap('e').set('1', [[1, 0, 0, 0, 0, 0]]),
        (doc) => doc.getMap('e').delete('1'),
        (doc) => doc.getText('notes').insert(0, 'x'),
      ];
      for (const write of writes) {
        for (const kind of [sync.update, sync.step2]) {
          const writer = await target.line(target.ledger);
          const doc = await docOf(target, target.ledger);
          writer.sync(kind, updateOf(doc, write));
          demand((await writer.closedWith()) === 4422, 'a write to a ledger ends with 4422');
          demand(isSame(await bytesOf(target, target.ledger), before), 'and changes no byte');
        }
      }
      const stock = await (await target.stock(target.ledger)).synced();
      stock.doc.getMap('e').set('zz', 1);
      await eventually(() => stock.closed[0] === 4422, 'the stock client stops for good');
    },
  },
  {
    id: 'CF20',
    promise: 'what is too large ends with 4413, beyond a mebibyte with 1009, and leaves nothing behind',
    run: async (target) => {
      const room = await target.newRoom();
      const before = await bytesOf(target, room);
      const large = (letters: number): Uint8Array =>
        updateOf(new Y.Doc(), (doc) => doc.getText('t/note').insert(0, 'x'.repeat(letters)));
      const endings: [bytes: Uint8Array, code: number][] = [
        [large(257 * 1024), 4413],
        [large(900 * 1024), 4413],
        [large(1100 * 1024), 1009],
      ];
      for (const [bytes, code] of endings) {
        for (const kind of [sync.update, sync.step2]) {
          const line = await target.line(room);
          line.sync(kind, bytes);
          const closed = await line.closedWith();
          demand(closed === code, `${code} instead of ${closed} for ${bytes.length} bytes`);
          demand(isSame(await bytesOf(target, room), before), 'nothing is left of it');
        }
      }
      const awareness = await target.line(room);
      awareness.raw(
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, 1);
          encoding.writeVarUint8Array(encoder, new Uint8Array(3000));
        }),
      );
      demand((await awareness.closedWith()) === 4413, 'presence beyond 2 kB ends with 4413');
    },
  },
  {
    id: 'CF21',
    promise: 'two who write under one client id: none of both texts is acknowledged and lost',
    run: async (target) => {
      const room = await target.newRoom();
      const [one, other] = [new Y.Doc(), new Y.Doc()];
      one.clientID = other.clientID = 4711;
      const [first, second] = [await target.line(room), await target.line(room)];
      first.sync(
        sync.step2,
        updateOf(one, (doc) => doc.getText('t/note').insert(0, 'from the one')),
      );
      first.say(102, 1);
      await eventually(() => first.heardOf(102).includes(1), 'the first is acknowledged');
      second.sync(
        sync.step2,
        updateOf(other, (doc) => doc.getText('t/note').insert(0, 'the other’s ')),
      );
      second.say(102, 1);
      await eventually(() => second.closed !== null || second.heardOf(102).length > 0, 'the second is answered');
      const kept = (await docOf(target, room)).getText('t/note').toJSON();
      demand(kept.includes('from the one'), 'what was acknowledged first is there');
      demand(second.heardOf(102).length === 0, 'what says something else under a known clock is not acknowledged');
      demand(second.closed === 4422, 'and its client is told so');
      // Saying the same again is no fault: a client that reconnects does.
      const again = await target.line(room);
      again.sync(sync.step2, Y.encodeStateAsUpdate(one));
      again.say(102, 1);
      await eventually(() => again.heardOf(102).includes(1), 'the same bytes again are welcome');
    },
  },
];
