import * as Y from 'yjs';
import { sync } from '../line.ts';
import type { HallTarget } from '../target.ts';
import { demand, eventually } from '../violation.ts';
import { tokenHash } from '../desk.ts';
import type { Check } from './check.ts';
import { docOf, updateOf } from './room-state.ts';

/** Edits and commands between two power cuts, for the check that nothing is missing afterwards. */
const MANY = 40;

/** Nothing that was acknowledged is lost, and nothing is acknowledged before it is on the disk. */
export const durableChecks: readonly Check[] = [
  {
    id: 'CF10',
    promise: 'an edit is acknowledged, and shown to others, after its commit and not before',
    run: async (target) => {
      const room = await target.newRoom();
      const [writer, reader] = [await target.stock(room), await target.stock(room)];
      await Promise.all([writer.synced(), reader.synced()]);
      await writer.saved();
      await heldUp(target, async (isStill) => {
        writer.type('a');
        const before = writer.acknowledged.length;
        writer.ask(77);
        await isStill();
        demand(writer.acknowledged.length === before, 'no acknowledgement before the commit');
        demand(reader.text().toJSON() === '', 'nobody sees an edit that is on no disk');
      });
      await eventually(() => writer.acknowledged.includes(77), 'it is acknowledged once it is stored');
      await eventually(() => reader.text().toJSON() === 'a', 'it is shown once it is stored');
    },
  },
  {
    id: 'CF11',
    promise: 'a command is decided, and its entry sent, after its commit and not before',
    run: async (target) => {
      const desk = await target.desk();
      const reader = await (await target.stock(target.ledger)).synced();
      const entries = reader.doc.getMap('e').size;
      const row = desk.row('openWindow', { window: 1 });
      const { id } = JSON.parse(row) as { id: string };
      await heldUp(target, async (isStill) => {
        desk.send(row);
        await isStill();
        await desk.line.heard();
        demand(desk.decisions(id).length === 0, 'no decision before the commit');
        demand(reader.doc.getMap('e').size === entries, 'nobody sees an entry that is on no disk');
      });
      await eventually(() => desk.decisions(id)[0]?.ok, 'it is decided once it is stored');
    },
  },
  {
    id: 'CF12',
    promise: 'a deletion alone, which moves no state vector, is acknowledged after its commit and not before',
    run: async (target) => {
      const room = await target.newRoom();
      const line = await target.line(room);
      const doc = new Y.Doc();
      line.sync(
        sync.step2,
        updateOf(doc, () => doc.getText('t/note').insert(0, 'abc')),
      );
      line.say(102, 1);
      await eventually(() => line.heardOf(102).includes(1), 'the text is kept');
      await heldUp(target, async (isStill) => {
        line.sync(
          sync.update,
          updateOf(doc, () => doc.getText('t/note').delete(0, 2)),
        );
        line.say(102, 2);
        await isStill();
        await line.heard();
        demand(!line.heardOf(102).includes(2), 'no acknowledgement of a deletion before the commit');
      });
      await eventually(() => line.heardOf(102).includes(2), 'it is acknowledged once it is stored');
      await target.crash();
      demand((await docOf(target, room)).getText('t/note').toJSON() === 'c', 'the deletion is there after a power cut');
    },
  },
  {
    id: 'CF13',
    promise: 'a full disk: no acknowledgement, and once there is room all of it is kept',
    run: async (target) => {
      const room = await target.newRoom();
      const writer = await (await target.stock(room)).synced();
      await writer.saved();
      target.disk.isFull = true;
      const asked = target.disk.asked;
      writer.type('while it was full');
      writer.ask(77);
      await eventually(() => target.disk.asked > asked, 'the disk is tried');
      await beat(target);
      demand(!writer.acknowledged.includes(77), 'a full disk acknowledges nothing');
      target.disk.isFull = false;
      await target.pass(4000);
      await eventually(() => writer.acknowledged.some((n) => n >= 77), 'it is kept once there is room');
      await target.crash();
      demand((await docOf(target, room)).getText('t/note').toJSON() === 'while it was full', 'and still there');
    },
  },
  {
    id: 'CF14',
    promise:
      'whatever was acknowledged is there after the power was cut, once, and the same command has the same answer',
    run: async (target) => {
      const room = await target.newRoom();
      const desk = await target.desk('0318');
      const writer = await (await target.stock(room)).synced();
      const rows: string[] = [];
      const decided: unknown[] = [];
      for (let n = 0; n < MANY; n += 1) {
        writer.type(`${n};`);
        rows.push(desk.row('take', { code: 'YJS-01', care: false, tokenHash: tokenHash(), channel: 'staff' }));
        decided.push(await desk.decide(rows.at(-1) ?? ''));
        await writer.saved();
      }
      const text = writer.text().toJSON();
      writer.provider.disconnect();
      await target.crash();
      demand((await docOf(target, room)).getText('t/note').toJSON() === text, 'every acknowledged edit is there');
      const ledger = (await docOf(target, target.ledger)).getMap('e');
      for (const decision of decided as { ok: boolean; to: number }[]) {
        demand(decision.ok && ledger.has(decision.to.toString(36)), 'every decided command is in the ledger');
      }
      const again = await target.desk('0318', desk.person);
      for (const [index, row] of rows.entries()) {
        const answer = await again.decide(row);
        demand(same(answer, decided[index]), 'the same command has the same answer');
      }
      demand((await docOf(target, target.ledger)).getMap('e').size === ledger.size, 'nothing is there twice');
    },
  },
  {
    id: 'CF15',
    promise: 'an id is one command: with other bytes it is refused, and changes nothing',
    run: async (target) => {
      const desk = await target.desk();
      const row = desk.row('openWindow', { window: 1 });
      const first = await desk.decide(row);
      demand(first.ok, 'a window opens');
      const entries = (await docOf(target, target.ledger)).getMap('e').size;
      demand(same(await desk.decide(row), first), 'the same bytes have the same answer');
      const other = await desk.decide(row.replace('"window":1', '"window":2'));
      demand(!other.ok && other.code === 'id-reused', 'other bytes under a known id are refused as such');
      demand((await docOf(target, target.ledger)).getMap('e').size === entries, 'and change nothing');
    },
  },
];

/** Holds the disk up until what is asked meanwhile is looked at; `isStill` waits for the commit to be asked for. */
async function heldUp(target: HallTarget, meanwhile: (isStill: () => Promise<void>) => Promise<void>): Promise<void> {
  const asked = target.disk.asked;
  target.disk.hold();
  try {
    await meanwhile(async () => {
      await eventually(() => target.disk.asked > asked, 'the commit is asked for');
      await beat(target);
    });
  } finally {
    target.disk.release();
  }
}

/** Whatever a relay would say at once it has said: a few turns of its loop and of the line went by. */
async function beat(target: HallTarget): Promise<void> {
  const line = await target.line(target.ledger);
  for (let turn = 0; turn < 3; turn += 1) await line.heard();
  line.end();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
