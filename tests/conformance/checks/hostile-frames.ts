import type * as Y from 'yjs';
import type { Person } from '../person.ts';
import type { HallTarget } from '../target.ts';
import { demand, eventually } from '../violation.ts';
import { ledgerEdgeFrames, sharedEdgeFrames, type EdgeFrame } from './edge-frames.ts';
import { randomFrame, randomUpdate } from './random-frames.ts';
import type { Check } from './check.ts';
import { bytesOf, docOf, isSame } from './room-state.ts';

/** Lines that send at the same time. */
const WIDTH = 16;
/** Frames that one line sends before it is given up, unless it was closed. */
const LENGTH = 6;

/** Whatever bytes come: the line ends with its code, the room is as it was, the hall lives. */
export function hostileFrameChecks(frames: number, random: () => number): readonly Check[] {
  return [
    {
      id: 'CF22',
      promise: 'frames at the edge of the protocol end their line with its code, and change nothing',
      run: async (target) => {
        const shared = await roomWithText(target);
        for (const [room, edges] of [
          [shared, sharedEdgeFrames],
          [target.ledger, ledgerEdgeFrames],
        ] as const) {
          const before = await bytesOf(target, room);
          for (const edge of edges) await sendEdge(target, room, edge);
          demand(isSame(await bytesOf(target, room), before), `no byte of ${room.split('/')[0]} is other`);
        }
        await stillWorks(target, shared);
      },
    },
    {
      id: 'CF23',
      promise: `${frames} random frames change no byte and end nobody else's line`,
      run: async (target) => {
        const shared = await roomWithText(target);
        const person = await target.person();
        const witness = await (await target.stock(shared)).synced();
        const rooms = [shared, target.ledger];
        const before = await Promise.all(rooms.map((room) => bytesOf(target, room)));
        let left = frames;
        const send = async (): Promise<void> => {
          while (left > 0) {
            const count = Math.min(LENGTH, left);
            left -= count;
            const room = rooms[random() < 0.7 ? 0 : 1] ?? shared;
            await sendAll(
              target,
              room,
              person,
              Array.from({ length: count }, () => randomFrame(random)),
            );
          }
        };
        await Promise.all(Array.from({ length: WIDTH }, send));
        for (const [index, room] of rooms.entries()) {
          demand(isSame(await bytesOf(target, room), before[index] ?? new Uint8Array()), 'no byte is other');
        }
        demand(witness.drops === 0 && witness.closed.length === 0, 'nobody else lost the line');
        await stillWorks(target, shared);
      },
    },
    {
      id: 'CF24',
      promise: `${frames / 4} damaged updates: what is kept is the same for everybody, and on the disk`,
      run: async (target) => {
        const shared = await roomWithText(target);
        const person = await target.person();
        const witness = await (await target.stock(shared)).synced();
        let left = frames / 4;
        const send = async (): Promise<void> => {
          while (left > 0) {
            left -= 1;
            await sendAll(target, shared, person, [randomUpdate(random)]);
          }
        };
        await Promise.all(Array.from({ length: WIDTH }, send));
        await witness.synced();
        await stillWorks(target, shared);
        const live = contentOf(await docOf(target, shared));
        await eventually(() => contentOf(witness.doc) === live, 'who was there all the time has the same');
        witness.provider.disconnect();
        await target.crash();
        demand(contentOf(await docOf(target, shared)) === live, 'the disk has the same');
      },
    },
  ];
}

async function roomWithText(target: HallTarget): Promise<string> {
  const room = await target.newRoom();
  const writer = await (await target.stock(room)).synced();
  writer.type('as it was');
  await writer.saved();
  writer.end();
  return room;
}

async function sendEdge(target: HallTarget, room: string, { what, bytes, code }: EdgeFrame): Promise<void> {
  const line = await target.line(room);
  line.raw(bytes);
  if (code === null) {
    await line.heard();
    demand(line.closed === null, `${what} is harmless`);
  } else {
    const closed = await line.closedWith(what);
    demand(closed === code, `${what} ends with ${code}, not with ${closed}`);
  }
  line.end();
}

/** Sends frames until the line is closed or all are heard. */
async function sendAll(target: HallTarget, room: string, person: Person, frames: Uint8Array[]): Promise<void> {
  const line = await target.line(room, person);
  for (const frame of frames) line.raw(frame);
  await Promise.race([line.heard(), line.ended()]);
  line.end();
}

async function stillWorks(target: HallTarget, room: string): Promise<void> {
  const [one, other] = [await target.stock(room), await target.stock(room)];
  await Promise.all([one.synced(), other.synced()]);
  one.type('!');
  await one.saved();
  await eventually(() => other.text().toJSON() === one.text().toJSON(), 'the room still works');
  demand((await fetch(`${target.base}/health`)).status === 200, 'the hall lives');
  one.end();
  other.end();
}

function contentOf(doc: Y.Doc): string {
  const choices = [...doc.getMap('c').entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([doc.getText('t/note').toJSON(), choices]);
}
