import * as Y from 'yjs';
import { sync } from '../line.ts';
import { demand, eventually } from '../violation.ts';
import type { Check } from './check.ts';
import { bytesOf, docOf, isSame, updateOf } from './room-state.ts';

/** The stock client's line is given up by it after so many ms without a message. */
const SILENCE = 30_000;

/** What the relay does by itself, every few seconds, so that nobody falls out of step. By the relay's own clock. */
export const keepingInStepChecks: readonly Check[] = [
  {
    id: 'CF5',
    promise: 'who speaks plain y-websocket alone reads a ledger it may read, and hears no frame it cannot know',
    run: async (target) => {
      const plain = await (await target.stock(target.ledger)).synced();
      const line = await target.line(target.ledger);
      const desk = await target.desk('0318');
      const opened = await desk.act('openWindow', { window: 1 });
      demand(opened.ok, 'a window opens');
      await eventually(() => plain.doc.getMap('e').has((opened.to ?? 0).toString(36)), 'the entry arrives');
      await target.pass(10_000);
      await line.heard();
      const strange = line.arrivals.filter(({ type }) => type > 3).map(({ type }) => type);
      demand(strange.length === 0, `types ${strange.join(', ')} only after a hello`);
      demand(plain.closed.length === 0 && plain.drops === 0, 'the plain client stays');
    },
  },
  {
    id: 'CF6',
    promise: 'what a tab without a line made, and another tab with one got from it, is fetched by the relay',
    run: async (target) => {
      const room = await target.newRoom();
      const online = await (await target.stock(room, { tabs: true })).synced();
      const cutOff = await target.stock(room, { tabs: true, cutOff: true });
      cutOff.type('through the other tab');
      await eventually(() => online.text().toJSON() === 'through the other tab', 'tabs of one browser pass it on');
      const reader = await (await target.stock(room)).synced();
      demand(reader.text().toJSON() === '', 'the stock client itself does not forward it: else this shows nothing');
      await target.pass(20_000);
      await eventually(() => reader.text().toJSON() === 'through the other tab', 'the relay asks for what it lacks');
    },
  },
  {
    id: 'CF7',
    promise: 'who is silent and present nowhere hears something often enough to stay',
    run: async (target) => {
      const room = await target.newRoom();
      const lines = [await target.line(room), await target.line(target.ledger)];
      for (let passed = 0; passed < 90_000; passed += 2000) {
        await target.pass(2000);
        for (const line of lines) {
          await line.heard();
          const due = Math.floor((passed + 2000) / (SILENCE - 8000));
          demand(line.synced(sync.step1).length > due, `a SyncStep1 in each ${SILENCE - 8000} ms of silence`);
        }
      }
    },
  },
  {
    id: 'CF8',
    promise: 'an update without its predecessor is neither kept nor acknowledged, and what is lacking is asked for',
    run: async (target) => {
      const room = await target.newRoom();
      const doc = new Y.Doc();
      const typed = (letter: string): Uint8Array =>
        updateOf(doc, () => doc.getText('t/note').insert(doc.getText('t/note').length, letter));
      const [first, second, third] = [typed('a'), typed('b'), typed('c')];
      const line = await target.line(room);
      await eventually(() => line.synced(sync.step1).length > 0, 'a question on accepting');
      line.sync(sync.step2, Y.encodeStateAsUpdate(new Y.Doc()));
      line.sync(sync.update, first);
      line.say(102, 1);
      await eventually(() => line.heardOf(102).includes(1), 'what rests on nothing is acknowledged');
      const before = await bytesOf(target, room);
      const asked = line.synced(sync.step1).length;
      line.sync(sync.update, third);
      line.say(102, 2);
      await eventually(() => line.synced(sync.step1).length > asked, 'what is lacking is asked for');
      await line.heard();
      demand(!line.heardOf(102).includes(2), 'a gap is not acknowledged');
      demand(isSame(await bytesOf(target, room), before), 'of an update with a gap nothing is kept');
      line.sync(sync.step2, Y.mergeUpdates([first, second, third]));
      await eventually(() => line.heardOf(102).includes(2), 'the gap is closed, and all is acknowledged');
      demand((await docOf(target, room)).getText('t/note').toJSON() === 'abc', 'nothing is missing');
    },
  },
];
