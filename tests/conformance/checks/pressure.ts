import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import * as Y from 'yjs';
import { tokenHash } from '../desk.ts';
import { sync, syncFrame } from '../line.ts';
import type { HallTarget } from '../target.ts';
import { demand, eventually } from '../violation.ts';
import type { Check } from './check.ts';
import { docOf, nothing, updateOf } from './room-state.ts';

const MEBI = 1024 * 1024;
/** What the operating system may take on a line's way, both sides, bytes. */
const IN_THE_NETWORK = 12 * MEBI;
/** What may wait for one reader in the relay: 4 MiB, and the answer that went beyond. */
const IN_THE_RELAY = 6 * MEBI;
/** So soon somebody who does nothing wrong is served, ms. */
const SOON = 10_000;

/** Nobody's slowness, haste or number is anybody else's trouble. */
export const pressureChecks: readonly Check[] = [
  {
    id: 'CF25',
    promise: 'who asks and does not read is closed with 4529 at 4 MiB, in a ledger too, and others notice nothing',
    run: async (target) => {
      await fillLedger(target);
      const draft = await filledDraft(target);
      for (const { room, person } of [draft, { room: target.ledger, person: await target.person() }]) {
        const slow = await target.line(room, person);
        await eventually(() => slow.arrivals.length > 0, 'the line is let in');
        const before = memory();
        slow.socket.pause();
        for (let n = 0; n < 390; n += 1) slow.sync(sync.step1, nothing);
        await served(target);
        demand(memory() - before < 96 * MEBI, `what one reader makes the relay hold is bounded`);
        slow.socket.resume();
        const code = await slow.closedWith('not reading');
        demand(code === 4529, `4529 instead of ${code}`);
        const read = slow.arrivals.reduce((sum, { payload }) => sum + payload.length, 0);
        demand(read < IN_THE_NETWORK + IN_THE_RELAY, `${Math.round(read / MEBI)} MiB were kept for one reader`);
      }
    },
  },
  {
    id: 'CF26',
    promise: 'frames that follow the upgrade at once wait until the room is open, and none is lost',
    run: async (target) => {
      const room = await target.newRoom();
      target.disk.holdReads();
      const asked = target.disk.readsAsked;
      const doc = new Y.Doc();
      const edit = updateOf(doc, () => doc.getText('t/note').insert(0, 'in the same packet'));
      const line = await target.upgradeWith(room, [syncFrame(sync.step2, edit)]);
      await eventually(() => target.disk.readsAsked > asked, 'the room is being opened');
      target.disk.releaseReads();
      await eventually(
        async () => (await docOf(target, room)).getText('t/note').toJSON() === 'in the same packet',
        'what came with the upgrade is kept',
      );
      line.destroy();
    },
  },
  {
    id: 'CF27',
    promise: 'a flood before the room is open waits in the network, not in the relay',
    run: async (target) => {
      const room = await target.newRoom();
      target.disk.holdReads();
      const asked = target.disk.readsAsked;
      const lines = await Promise.all([target.line(room), target.line(room)]);
      await eventually(() => target.disk.readsAsked > asked, 'the room is being opened');
      const frame = syncFrame(sync.update, new Uint8Array(200 * 1024));
      for (const line of lines) for (let sent = 0; sent < 32 * MEBI; sent += frame.length) line.raw(frame);
      const waiting = await settled(() => Math.min(...lines.map((line) => line.socket.bufferedAmount)));
      demand(waiting > 32 * MEBI - IN_THE_NETWORK, 'the relay does not take what it cannot use yet');
      target.disk.releaseReads();
      await Promise.all(lines.map((line) => line.closedWith('a flood')));
      await served(target);
    },
  },
  {
    id: 'CF28',
    promise: 'who leaves while a room is being opened leaves nothing behind',
    run: async (target) => {
      const room = await target.newRoom();
      const person = await target.person();
      for (let round = 0; round < 3; round += 1) {
        target.disk.holdReads();
        const asked = target.disk.readsAsked;
        const lines = await Promise.all(Array.from({ length: 30 }, () => target.line(room, person)));
        await eventually(() => target.disk.readsAsked > asked, 'the room is being opened');
        // Some say goodbye, some are torn away.
        lines.forEach((line, index) => (index % 2 === 0 ? line.end() : line.socket.close()));
        for (let turn = 0; turn < 10; turn += 1) await answers(target);
        target.disk.releaseReads();
        await Promise.all(lines.map((line) => line.ended()));
        await eventually(() => target.relay.sockets.size <= 1, 'no line is counted that is not there');
        await target.pass(40_000);
      }
      const line = await target.line(room, person);
      await eventually(() => line.synced(sync.step1).length > 0, 'the device may come in as before');
    },
  },
  {
    id: 'CF29',
    promise: 'sockets that never finish their upgrade, or may not come in, keep nobody else out',
    run: async (target) => {
      const room = await target.newRoom();
      const [host = '', port = ''] = target.host.split(':');
      const half: Socket[] = [];
      for (let n = 0; n < 300; n += 1) {
        const socket = connect(Number(port), host);
        socket.on('error', () => undefined);
        socket.write(`GET /rooms/${room} HTTP/1.1\r\nHost: ${target.host}\r\nX-Slow: `);
        half.push(socket);
      }
      const stranger = { account: '', incarnation: '', headers: { origin: target.base } };
      const refused = await Promise.all(
        Array.from({ length: 150 }, async () => {
          const line = await target.line(room, stranger);
          line.raw(randomBytes(64 * 1024));
          return line.closedWith('no cookie');
        }),
      );
      demand(new Set(refused).size === 1 && refused[0] === 4401, 'nobody without a session gets further');
      await served(target);
      for (const socket of half) socket.destroy();
    },
  },
];

/** Somebody who does nothing wrong edits, is acknowledged, and is seen by another, soon. */
async function served(target: HallTarget): Promise<void> {
  const from = performance.now();
  const room = await target.newRoom();
  const [one, other] = [await target.stock(room), await target.stock(room)];
  await Promise.all([one.synced(), other.synced()]);
  one.type('as ever');
  await one.saved();
  await eventually(() => other.text().toJSON() === 'as ever', 'others are served as ever');
  one.end();
  other.end();
  await answers(target);
  demand(performance.now() - from < SOON, `others are served within ${SOON} ms`);
}

async function answers(target: HallTarget): Promise<void> {
  demand((await fetch(`${target.base}/health`)).status === 200, 'the hall answers');
}

/** A figure once it stays the same for a while. */
async function settled(figure: () => number): Promise<number> {
  let [last, times] = [figure(), 0];
  await eventually(() => {
    const now = figure();
    times = now === last ? times + 1 : 0;
    last = now;
    return times >= 60;
  }, 'it settles');
  return last;
}

function memory(): number {
  const { arrayBuffers, external } = process.memoryUsage();
  return arrayBuffers + external;
}

/** A day with some 1,500 tickets, so that its ledger is worth not reading. */
async function fillLedger(target: HallTarget): Promise<void> {
  const desks = await Promise.all(['0317', '0318', '0110', '0317', '0318'].map((account) => target.desk(account)));
  for (const desk of desks) {
    const rows = Array.from({ length: 300 }, () =>
      desk.row('take', { code: 'YJS-01', care: false, tokenHash: tokenHash(), channel: 'staff' }),
    );
    await Promise.all(rows.map((row) => desk.decide(row)));
    desk.line.end();
  }
}

/** The draft of the setup with 1.8 MB in it: the largest room there is. */
async function filledDraft(target: HallTarget): ReturnType<typeof draftOf> {
  const draft = await draftOf(target);
  const line = await target.line(draft.room, draft.person);
  const doc = new Y.Doc();
  line.sync(sync.step2, Y.encodeStateAsUpdate(doc));
  for (let n = 0; n < 30; n += 1) {
    line.sync(
      sync.update,
      updateOf(doc, () => doc.getMap('d').set(`catalogue.items.X${n}.name`, 'x'.repeat(60_000))),
    );
  }
  line.say(102, 1);
  await eventually(() => line.heardOf(102).includes(1), 'the draft is kept');
  line.end();
  return draft;
}

async function draftOf(
  target: HallTarget,
): Promise<{ room: string; person: Awaited<ReturnType<HallTarget['person']>> }> {
  return { room: `setup/${target.hall}/${target.epoch}`, person: await target.person('0100') };
}
