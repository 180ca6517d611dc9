import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { DossierRoom, type DossierRoomOptions, type KeptCopy } from '#lib/store/dossier-room.svelte.ts';
import { newDossierId, dossierRoom, openMatter } from './dossier-client.ts';
import { pc } from './people.ts';
import { FickleStorage, startRelay, waitFor, type TestRelay } from './start-relay.ts';

/** IndexedDB as a test sees it: what is stored stays when the page is reloaded. */
class CopyDisk {
  readonly updates: Uint8Array[] = [];
  isFull = false;
  #gate: Promise<void> = Promise.resolve();
  release: () => void = () => undefined;

  hold(): void {
    this.#gate = new Promise((resolve) => (this.release = resolve));
  }

  readonly open = async (_: string, doc: Y.Doc, onFailed: () => void): Promise<KeptCopy> => {
    await this.#gate;
    const isFresh = this.updates.length === 0;
    for (const update of this.updates) Y.applyUpdate(doc, update);
    const queue: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void queue.push(update));
    return {
      isFresh,
      stored: async () => {
        await this.#gate;
        if (this.isFull) {
          onFailed();
          return false;
        }
        this.updates.push(...queue.splice(0));
        return true;
      },
      close: () => undefined,
    };
  };
}

interface Device {
  room: DossierRoom;
  disk: CopyDisk;
  unsent: boolean[];
  ended: string[];
}

/** A window PC's dossier, with the cookies that its browser would send. */
async function deviceOf(
  relay: TestRelay,
  account: string,
  id: string,
  disk = new CopyDisk(),
  more: Partial<DossierRoomOptions> = {},
): Promise<Device> {
  const browser = await pc(relay, account);
  class WithCookies extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: browser.headers });
    }
  }
  // The stock client takes the browser's class when it is made.
  const before = globalThis.WebSocket;
  globalThis.WebSocket = WithCookies as unknown as typeof globalThis.WebSocket;
  const [unsent, ended]: [boolean[], string[]] = [[], []];
  const room = new DossierRoom({
    id,
    name: dossierRoom(relay, id),
    server: `ws://${relay.host}/rooms`,
    account: () => account,
    now: () => relay.wall.now,
    isReadOnly: () => false,
    unsent: async (is) => void unsent.push(is),
    ended: (end) => void ended.push(end),
    openCopy: disk.open,
    ...more,
  });
  globalThis.WebSocket = before;
  onTestFinished(() => room.close());
  return { room, disk, unsent, ended };
}

describe('a dossier on a device', () => {
  test('begun without the ledger and the line, it is sent once the ledger names it', async () => {
    const relay = await startRelay();
    const id = newDossierId();
    const { room, unsent } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    room.editText('company.name', '云杉');
    expect([room.text('company.name'), room.isPending]).toEqual(['云杉', true]);
    await waitFor(() => room.savedHere, 'the disk here');
    expect(await relay.relay.dossiers.content(id)).toBeNull();
    await openMatter(relay, undefined, id);
    room.follow(true);
    await waitFor(() => room.savedAtHall, 'the hall');
    expect((await relay.relay.dossiers.content(id))?.hash).toBe(room.hash());
    await waitFor(() => unsent.at(-1) === false, 'nothing waits here any more');
    expect(unsent).toEqual([true, false]);
  });

  test('what a paper names is waited for; without the hall a copy counts that holds what was filed', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const { room } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    room.follow(true);
    room.editText('company.name', '云杉');
    await waitFor(() => room.savedAtHall, 'the hall');

    const other = await deviceOf(relay, '0318', id);
    other.room.follow(true);
    expect(await other.room.isHere(10_000)).toBe(true);
    expect(other.room.content.texts['company.name']).toBe('云杉');
    expect(await other.room.stored()).toBe(true);
    const again = await deviceOf(relay, '0318', id, other.disk);
    expect(await again.room.isHere(0)).toBe(true);

    const cut = await deviceOf(relay, '0318', id);
    await cut.room.whenReady;
    // Nobody is asked: it is said at once. What this device has written itself names nobody.
    cut.room.setMark('assignedBy', '0318');
    expect(await cut.room.isHere(600_000)).toBe(false);
    const silent = await deviceOf(relay, '0318', id, new CopyDisk(), { server: 'ws://127.0.0.1:9/rooms' });
    silent.room.follow(true);
    expect(await silent.room.isHere(50)).toBe(false);
    const asked = silent.room.isHere(600_000);
    silent.room.follow(false);
    expect(await asked).toBe(false);
  });

  test('two people type into one field and choose: both stay, each choice has its author', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await deviceOf(relay, '0317', id), await deviceOf(relay, '0318', id)];
    for (const { room } of [one, other]) {
      await room.whenReady;
      room.follow(true);
      await waitFor(() => room.isUp, 'the line');
    }
    one.room.editText('company.name', '云杉');
    await waitFor(() => other.room.text('company.name') === '云杉', 'the text');
    const caret = other.room.caret('company.name', 2);
    one.room.editText('company.name', '滨江云杉');
    // She began when the field said 云杉, and has not seen the other's letters yet.
    other.room.editText('company.name', '云杉科技', '云杉');
    other.room.choose('agent.present', true);
    await waitFor(() => one.room.text('company.name') === '滨江云杉科技', 'both');
    await waitFor(() => other.room.text('company.name') === '滨江云杉科技', 'both here');
    expect(caret()).toBe(4);
    await waitFor(() => one.room.choice('agent.present'), 'the choice');
    expect(one.room.choice('agent.present')).toEqual({ value: true, by: '0318', at: relay.wall.now });
    expect(one.room.hash()).toBe(other.room.hash());
  });

  test('rows, materials, a signature and marks are the same everywhere; a removed row leaves nothing', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const { room } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    const [first, second] = [room.addRow('shareholders'), room.addRow('shareholders')];
    room.editText(`shareholders/${first}/name`, '甲');
    room.editText(`shareholders/${second}/name`, '乙');
    room.choose(`shareholders/${first}/kind`, 'person');
    room.checkMaterial('poa', { way: 'received', copies: 1, pages: 2, evidence: '' });
    room.sign('applicant', { strokes: [[0, 0, 1, 1]], aspect: 2 });
    room.setMark('pickup', { relation: 'self' });
    room.removeRow('shareholders', first);
    room.follow(true);
    await waitFor(() => room.savedAtHall, 'the hall');
    const stamp = { by: '0317', at: relay.wall.now };
    const content = {
      texts: { [`shareholders/${second}/name`]: '乙' },
      choices: {},
      rows: { shareholders: [second] },
      materials: { poa: { way: 'received', copies: 1, pages: 2, evidence: '', ...stamp } },
      signatures: { applicant: { strokes: [[0, 0, 1, 1]], aspect: 2, ...stamp } },
      marks: { pickup: { relation: 'self' } },
    };
    expect(room.content).toEqual(content);
    expect((await relay.relay.dossiers.content(id))?.content).toEqual(content);
  });

  test('saved on this device is said after its disk, saved at the hall after the hall’s', async () => {
    const hallDisk = new FickleStorage();
    const relay = await startRelay({ storage: hallDisk.storage });
    const id = await openMatter(relay);
    const { room, disk } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    room.follow(true);
    await waitFor(() => room.savedAtHallAt !== null, 'the first acknowledgement');
    disk.hold();
    const commits = hallDisk.commits;
    hallDisk.hold();
    room.editText('note', 'a');
    expect([room.savedHere, room.savedAtHall]).toEqual([false, false]);
    await waitFor(() => hallDisk.commits > commits, 'the commit to be asked for');
    expect([room.savedHere, room.savedAtHall]).toEqual([false, false]);
    hallDisk.release();
    await waitFor(() => room.savedAtHall, 'the hall');
    expect(room.savedHere).toBe(false);
    disk.release();
    await waitFor(() => room.savedHere, 'the disk here');
  });

  test('a device that cannot store says so, and goes on', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const { room, disk } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    disk.isFull = true;
    room.editText('note', 'a');
    await waitFor(() => room.cannotSave, 'the warning');
    disk.isFull = false;
    room.editText('note', 'ab');
    await waitFor(() => room.savedHere && !room.cannotSave, 'the disk');
  });

  test('after a reload what the hall has not got is still known, and sent', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const before = await deviceOf(relay, '0317', id);
    await before.room.whenReady;
    before.room.editText('note', 'written in the tunnel');
    expect(await before.room.stored()).toBe(true);
    before.room.close();
    const { room } = await deviceOf(relay, '0317', id, before.disk);
    await room.whenReady;
    expect([room.text('note'), room.isPending]).toEqual(['written in the tunnel', true]);
    room.follow(true);
    await room.sent(5000);
    expect(room.savedAtHall).toBe(true);
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ note: 'written in the tunnel' });
  });

  test('others are shown where they are', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await deviceOf(relay, '0317', id), await deviceOf(relay, '0318', id)];
    for (const { room } of [one, other]) {
      await room.whenReady;
      room.follow(true);
    }
    one.room.focus('company.name', 3);
    await waitFor(() => other.room.others.length > 0, 'the other');
    expect(other.room.others).toEqual([{ account: '0317', window: 3, field: 'company.name' }]);
    one.room.focus(null, 3);
    await waitFor(() => other.room.others[0]?.field === null, 'the other, elsewhere');
    one.room.follow(false);
    await waitFor(() => other.room.others.length === 0, 'nobody');
  });

  test('an erased dossier ends here, and takes no more', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const { room, ended } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    room.follow(true);
    room.editText('applicant.name', '云杉');
    await waitFor(() => room.savedAtHall, 'the hall');
    expect(await relay.relay.dossiers.erase(id)).toBe(true);
    await waitFor(() => room.isDeleted, 'the end');
    expect([ended, room.isReadOnly]).toEqual([['deleted'], true]);
    room.editText('applicant.name', '');
    expect(room.text('applicant.name')).toBe('云杉');
  });

  test('what the hall refuses ends the room with its reason', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const { room, ended } = await deviceOf(relay, '0317', id);
    await room.whenReady;
    room.follow(true);
    room.editText('no path at all', 'x');
    await waitFor(() => room.ended !== null, 'the end');
    expect(ended).toEqual(['refused']);
  });
});

test('eighty fields come whole to a second person, and each key changes the hash', async () => {
  const relay = await startRelay();
  const id = await openMatter(relay);
  const { room, disk } = await deviceOf(relay, '0317', id);
  await room.whenReady;
  for (let n = 0; n < 80; n += 1) room.editText(`field.${n}`, `Antwort ${n} 云杉有限公司`);
  await room.stored();
  const second = await deviceOf(relay, '0318', id, disk);
  await second.room.whenReady;
  expect(Object.keys(second.room.content.texts)).toHaveLength(80);
  const hashes = new Set<string>();
  for (let n = 0; n < 60; n += 1) {
    room.editText('field.40', `${room.text('field.40')}x`);
    hashes.add(room.hash());
  }
  expect(hashes.size).toBe(60);
});
