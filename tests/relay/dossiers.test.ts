import { readFileSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { contentHash } from '../../sync-server/rooms/content-hash.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { Counter } from './counter.ts';
import { clientOf, DossierClient, dossierRoom, newDossierId, openMatter } from './dossier-client.ts';
import { pc } from './people.ts';
import { FickleStorage, startRelay, temporaryStorePath, waitFor, type TestRelay } from './start-relay.ts';

/** The bytes of a dossier as the relay has them. */
async function bytesOf(relay: TestRelay, id: string): Promise<Uint8Array> {
  const room = await relay.relay.dossiers.room(id);
  if (typeof room === 'string') throw new Error(room);
  return room.fullState();
}

describe('a dossier edited together', () => {
  test('two clerks type apart into one empty field and both texts survive', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    for (const client of [one, other]) client.provider.disconnect();
    one.type('company.name', '云杉');
    one.doc.getMap('c').set('agent.present', [true, '0317', 1]);
    other.type('company.name', '白桦');
    other.doc.getMap('c').set('item:GA-12', [false, '0318', 2]);
    one.provider.connect();
    await waitFor(() => one.provider.synced, 'the first');
    other.provider.connect();
    await waitFor(() => one.text('company.name').length === 4 && other.text('company.name').length === 4, 'both');
    expect(one.text('company.name').toJSON()).toBe(other.text('company.name').toJSON());
    expect(['云杉白桦', '白桦云杉']).toContain(one.text('company.name').toJSON());
    await waitFor(() => one.doc.getMap('c').size === 2, 'both choices');
    const now = await relay.relay.dossiers.content(id);
    expect(now?.content.choices).toEqual({
      'agent.present': { value: true, by: '0317', at: 1 },
      'item:GA-12': { value: false, by: '0318', at: 2 },
    });
    expect(now?.hash).toBe(now && contentHash(now.content));
  });

  test('the same material at two windows, cut off from each other: it is one paper, and both see who has it', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    for (const client of [one, other]) client.provider.disconnect();
    const check = { copies: 1, pages: 8, evidence: '' };
    one.doc.getMap('m').set('articles', { ...check, way: 'received', by: '0317', at: 1 });
    other.doc.getMap('m').set('articles', { ...check, way: 'received', by: '0318', at: 2 });
    other.doc.getMap('m').set('poa', { ...check, way: 'received', by: '0318', at: 3 });
    for (const client of [one, other]) client.provider.connect();
    const of = (client: DossierClient): unknown => client.doc.getMap('m').toJSON();
    await waitFor(
      () => one.doc.getMap('m').size === 2 && JSON.stringify(of(one)) === JSON.stringify(of(other)),
      'both',
    );
    const { articles } = of(one) as Record<string, { by: string }>;
    expect(['0317', '0318']).toContain(articles?.by);
    expect((await relay.relay.dossiers.content(id))?.content.materials).toEqual(of(one));
  });

  test('what somebody types is seen by the others before it is asked for', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    one.type('note', 'a');
    await waitFor(() => other.text('note').toJSON() === 'a', 'the letter');
  });

  test('it is there after a restart, and after it left the memory', async () => {
    const path = temporaryStorePath();
    const before = await startRelay({ storage: sqliteStorage(path) });
    const id = await openMatter(before);
    const client = await clientOf(before, '0317', id);
    client.type('company.name', '云杉');
    client.doc.getMap('r').set('shareholders/ab12', 1);
    await client.saved();
    const was = await before.relay.dossiers.content(id);
    await before.stop();
    const relay = await startRelay({ storage: sqliteStorage(path), isFounded: true });
    expect(await relay.relay.dossiers.content(id)).toEqual(was);
    expect(was?.content).toMatchObject({ texts: { 'company.name': '云杉' }, rows: { shareholders: ['ab12'] } });
    // Nobody is in it: it is unloaded, and read again when somebody comes.
    for (let sweep = 0; relay.relay.rooms.size > 0; sweep += 1) {
      expect(sweep).toBeLessThan(50);
      relay.relay.rooms.sweep();
    }
    expect(await relay.relay.dossiers.content(id)).toEqual(was);
  });

  test('a long log becomes one entry and says the same', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const client = await clientOf(relay, '0317', id);
    for (let n = 0; n < 390; n += 1) {
      client.type('note', String.fromCharCode(97 + (n % 26)));
      // The relay's clock refills the ration of messages.
      relay.wall.now += 20;
      if (n % 40 === 0) await client.saved();
    }
    await client.saved();
    const room = await relay.relay.dossiers.room(id);
    if (typeof room === 'string') throw new Error(room);
    expect((await relay.storage.readLog(room.name)).length).toBeGreaterThan(300);
    const text = client.text('note').toJSON();
    await room.compact();
    expect(await relay.storage.readLog(room.name)).toHaveLength(1);
    client.type('note', '!');
    await client.saved();
    expect((await relay.storage.readLog(room.name)).length).toBe(2);
    const fresh = await clientOf(relay, '0318', id);
    expect(fresh.text('note').toJSON()).toBe(`${text}!`);
  });
});

describe('acknowledged means kept', () => {
  test('102 comes only once everything before it is on the disk, and nobody sees it earlier', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    await one.saved();
    await other.saved();
    const commits = disk.commits;
    disk.hold();
    one.type('company.name', '云杉');
    const n = one.ask();
    await waitFor(() => disk.commits > commits, 'the commit to be asked for');
    // The relay answers others meanwhile: what it would have said before is here.
    const asked = other.ask();
    await waitFor(() => other.acknowledged.includes(asked), 'another answer');
    expect(one.acknowledged).not.toContain(n);
    expect(other.text('company.name').toJSON()).toBe('');
    disk.release();
    await waitFor(() => one.acknowledged.includes(n), 'the acknowledgement');
    await waitFor(() => other.text('company.name').toJSON() === '云杉', 'the text');
  });

  test('a full disk: no acknowledgement, and once there is room all of it is kept and acknowledged', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    one.type('company.name', '云');
    await one.saved();
    const before = await bytesOf(relay, id);
    const commits = disk.commits;
    disk.isFull = true;
    one.type('company.name', '杉');
    one.type('company.name', '林');
    const n = one.ask();
    await waitFor(() => disk.commits > commits, 'the commit');
    expect(await bytesOf(relay, id)).toEqual(before);
    expect(one.acknowledged).not.toContain(n);
    disk.isFull = false;
    await waitFor(() => one.acknowledged.includes(n), 'the acknowledgement');
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ 'company.name': '云杉林' });
    const fresh = await clientOf(relay, '0318', id);
    expect(fresh.text('company.name').toJSON()).toBe('云杉林');
  });

  test('what was typed while cut off is acknowledged on the new line, not before it was asked for', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    one.provider.disconnect();
    one.type('company.name', '云杉');
    one.provider.connect();
    await waitFor(() => one.provider.wsconnected, 'the line');
    await one.saved();
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ 'company.name': '云杉' });
  });
});

/** An update made by somebody who holds to nothing. */
function made(edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  edit(doc);
  return Y.encodeStateAsUpdate(doc);
}

describe('what does not belong in a dossier is refused and changes no byte', () => {
  const text = 'x'.repeat(1000);
  test.each<[string, number, (doc: Y.Doc) => void]>([
    ['an unknown root', 4422, (doc) => doc.getMap('x').set('a', 1)],
    ['a text of an unknown path', 4422, (doc) => doc.getText('t/../etc').insert(0, 'a')],
    ['a map root as a text', 4422, (doc) => doc.getText('c').insert(0, 'a')],
    ['a text root as a map', 4422, (doc) => doc.getMap('t/note').set('a', 'b')],
    ['a text root as a list', 4422, (doc) => doc.getArray('t/note').push([1])],
    ['something embedded in a text', 4422, (doc) => doc.getText('t/note').insertEmbed(0, { image: 'x' })],
    ['a format in a text', 4422, (doc) => doc.getText('t/note').insert(0, 'a', { bold: true })],
    ['a type in a map', 4422, (doc) => doc.getMap('c').set('a', new Y.Map())],
    ['a document in a map', 4422, (doc) => doc.getMap('i').set('a', new Y.Doc())],
    ['bytes in a map', 4422, (doc) => doc.getMap('i').set('a', new Uint8Array(3))],
    ['a choice without its author', 4422, (doc) => doc.getMap('c').set('agent.present', true)],
    ['a row without an order', 4422, (doc) => doc.getMap('r').set('shareholders/ab12', 'first')],
    ['a material checked in an unknown way', 4422, (doc) => doc.getMap('m').set('poa', { way: 'guessed' })],
    ['a mark that is a book', 4422, (doc) => doc.getMap('i').set('pickup', text.repeat(20))],
    ['an update beyond 256 kB', 4413, (doc) => doc.getText('t/note').insert(0, text.repeat(300))],
  ])('%s: %s', async (_, code, edit) => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    one.type('company.name', '云杉');
    await one.saved();
    const before = await bytesOf(relay, id);
    const log = await relay.storage.readLog(dossierRoom(relay, id));
    one.update(made(edit));
    expect(await one.closedWith()).toBe(code);
    expect(await bytesOf(relay, id)).toEqual(before);
    expect(await relay.storage.readLog(dossierRoom(relay, id))).toEqual(log);
    // The room goes on for the others.
    other.type('company.name', '林');
    await other.saved();
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ 'company.name': '云杉林' });
  });

  test('a dossier beyond 512 kB: 4413; what was deleted does not count', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    for (let n = 0; n < 6; n += 1) {
      one.text('note').delete(0, one.text('note').length);
      one.type('note', text.repeat(100));
      await one.saved();
    }
    expect(one.closed).toEqual([]);
    for (let n = 0; n < 6 && one.closed.length === 0; n += 1) {
      one.type(`field${n}`, text.repeat(100));
      if (n < 3) await one.saved();
    }
    expect(await one.closedWith()).toBe(4413);
    expect((await bytesOf(relay, id)).length).toBeLessThan(512 * 1024);
  });

  test('bytes that are no update: 4400', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    one.update(new Uint8Array([9, 9, 9, 9]));
    expect(await one.closedWith()).toBe(4400);
  });

  test('an update without its predecessor is not kept; what is lacking is asked for and mends it', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    await one.saved();
    const lost = new Y.Doc();
    lost.getText('t/note').insert(0, 'first');
    const vector = Y.encodeStateVector(lost);
    lost.getText('t/note').insert(5, ' second');
    const log = await relay.storage.readLog(dossierRoom(relay, id));
    one.update(Y.encodeStateAsUpdate(lost, vector));
    const n = one.ask();
    // The relay asks; the client, which has none of it, says so, and so all it has is here.
    await waitFor(() => one.acknowledged.includes(n), 'the answer');
    expect(await relay.storage.readLog(dossierRoom(relay, id))).toEqual(log);
    one.update(Y.encodeStateAsUpdate(lost));
    await one.saved();
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ note: 'first second' });
  });

  test('a deletion of what is not here is a gap as well', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    const lost = new Y.Doc();
    lost.getText('t/note').insert(0, 'first');
    const all = Y.encodeStateAsUpdate(lost);
    const vector = Y.encodeStateVector(lost);
    lost.getText('t/note').delete(0, 2);
    one.update(Y.encodeStateAsUpdate(lost, vector));
    await one.saved();
    expect(await relay.storage.readLog(dossierRoom(relay, id))).toEqual([]);
    one.update(all);
    one.update(Y.encodeStateAsUpdate(lost, vector));
    await one.saved();
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ note: 'rst' });
  });
});

describe('who is in a dossier', () => {
  const states = (client: DossierClient): unknown[] =>
    [...client.provider.awareness.getStates()].filter(([id]) => id !== client.doc.clientID).map(([, state]) => state);

  test('others see where somebody is, and that they left', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    one.provider.awareness.setLocalState({ account: '0317', window: 3, field: 'company.name' });
    await waitFor(() => states(other).length === 1, 'presence');
    expect(states(other)).toEqual([{ account: '0317', window: 3, field: 'company.name' }]);
    const late = await clientOf(relay, '0110', id);
    await waitFor(() => states(late).some((state) => (state as { account?: string }).account === '0317'), 'the first');
    one.provider.disconnect();
    await waitFor(() => !states(other).some((state) => (state as { account?: string }).account === '0317'), 'leaving');
  });

  test.each([
    ['a name', { name: '王芳' }],
    ['another person', { account: '0318' }],
    ['a text for a field', { field: '云杉 有限公司' }],
  ])('%s is not passed on', async (_, state) => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const [one, other] = [await clientOf(relay, '0317', id), await clientOf(relay, '0318', id)];
    one.provider.awareness.setLocalState(state);
    await one.saved();
    await other.saved();
    expect(states(other).filter((seen) => JSON.stringify(seen) === JSON.stringify(state))).toEqual([]);
  });

  test('presence beyond 2 kB: 4413', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const one = await clientOf(relay, '0317', id);
    one.provider.awareness.setLocalState({ field: 'x'.repeat(3000) });
    expect(await one.closedWith()).toBe(4413);
  });
});

describe('who may join', () => {
  test.each(['0317', '0110', '0100', '0201', '0601'])('%s may', async (account) => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const client = await clientOf(relay, account, id);
    expect([client.closed, client.provider.synced]).toEqual([[], true]);
  });

  test('an administrator: 4403; a reviewer of a department without a part: 4403', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    for (const account of ['0001', '0502']) expect(await (await clientOf(relay, account, id)).closedWith()).toBe(4403);
  });

  test('joining makes no dossier: 4404, and nothing is kept of it', async () => {
    const relay = await startRelay();
    const id = newDossierId();
    const client = await clientOf(relay, '0317', id);
    expect(await client.closedWith()).toBe(4404);
    expect(await relay.storage.secret(dossierRoom(relay, id))).toBeNull();
  });

  test('another epoch: 4409', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const room = dossierRoom(relay, id).replace(/[^/]+$/, '1-000000000000');
    expect(await (await DossierClient.open(await pc(relay, '0317'), room)).closedWith()).toBe(4409);
  });

  test('signed out while in it: 4401', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const browser = await pc(relay, '0318');
    const client = await DossierClient.open(browser, dossierRoom(relay, id));
    await browser.remove('/api/session');
    expect(await client.closedWith()).toBe(4401);
  });
});

describe('a deleted dossier', () => {
  test('ends for who is in it, stays deleted, and leaves neither name nor key in the files', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    const id = await openMatter(relay);
    const client = await clientOf(relay, '0317', id);
    client.type('applicant.name', '诸葛云杉');
    await client.saved();
    const now = await relay.relay.dossiers.content(id);
    await relay.storage.commit(now ? await relay.relay.dossiers.freeze(id, now) : []);
    expect(now && (await relay.relay.dossiers.frozen(id, now.hash))).toEqual(now?.content);
    const key = Buffer.from((await relay.storage.secret(dossierRoom(relay, id))) ?? []);
    const files = (): Buffer[] =>
      [path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file));
    expect(key).toHaveLength(32);
    expect(files().some((file) => file.includes(key))).toBe(true);
    const administrator = await pc(relay, '0001');
    expect((await administrator.post(`/api/dossiers/${id}/erase`)).status).toBe(200);
    expect(await client.closedWith()).toBe(4410);
    expect(files().some((file) => file.includes(key))).toBe(false);
    expect(files().some((file) => file.includes(Buffer.from('诸葛云杉')))).toBe(false);
    expect(relay.relay.hall.engine.state.erased.has(id)).toBe(true);
    expect(await relay.storage.readLog(dossierRoom(relay, id))).toEqual([]);
    expect(await relay.relay.dossiers.content(id)).toBeNull();
    expect(now && (await relay.relay.dossiers.frozen(id, now.hash))).toBeNull();
    // A device that still has its copy cannot bring it back.
    client.provider.connect();
    await waitFor(() => client.closed.length === 2, 'the second close');
    expect(client.closed).toEqual([4410, 4410]);
    await relay.stop();
    const after = await startRelay({ storage: sqliteStorage(path), isFounded: true });
    expect(await (await clientOf(after, '0318', id)).closedWith()).toBe(4410);
  });

  test('only an administrator deletes one, and only one that is there', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    expect((await (await pc(relay, '0100')).post(`/api/dossiers/${id}/erase`)).status).toBe(403);
    const unknown = await (await pc(relay, '0001')).post(`/api/dossiers/${newDossierId()}/erase`);
    expect(unknown.body).toEqual({ code: 'room-unknown' });
  });

  test('a disk that refuses leaves it as it was', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const id = await openMatter(relay);
    const client = await clientOf(relay, '0317', id);
    client.type('applicant.name', '云杉');
    await client.saved();
    const administrator = await pc(relay, '0001');
    disk.isFull = true;
    expect((await administrator.post(`/api/dossiers/${id}/erase`)).status).toBe(500);
    disk.isFull = false;
    client.type('applicant.name', '林');
    await client.saved();
    expect((await relay.relay.dossiers.content(id))?.content.texts).toEqual({ 'applicant.name': '云杉林' });
  });
});

describe('lists and history', () => {
  test('labels are names for who may read the dossier, and nothing for others', async () => {
    const relay = await startRelay();
    const id = await openMatter(relay);
    const client = await clientOf(relay, '0317', id);
    client.type('applicant.name', '欧阳·云杉');
    await client.saved();
    const path = `/api/dossiers/labels?ids=${id},${newDossierId()}`;
    expect((await (await pc(relay, '0318')).get(path)).body).toEqual({ [id]: { name: '欧阳·云杉', masked: '欧*' } });
    client.type('applicant.name', '之');
    await client.saved();
    expect((await (await pc(relay, '0601')).get(path)).body).toMatchObject({ [id]: { name: '欧阳·云杉之' } });
    expect((await (await pc(relay, '0502')).get(path)).body).toEqual({});
    expect((await (await pc(relay, '0001')).get(path)).status).toBe(403);
  });

  test('the time-line names who, where and when, over the change of day', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    const id = await openMatter(relay, counter);
    relay.wall.now += 24 * 3600_000;
    await relay.relay.hall.tick();
    const next = await Counter.open(await counter.browser.signIn('0317'), '0317', { n: 100 });
    await next.act('printedPaper', { dossier: id, document: 'receipt' });
    const answer = await (await pc(relay, '0100')).get(`/api/matters/${id}/timeline`);
    const events = answer.body['events'] as { kind: string; day: string; account: string; device: string }[];
    expect(events.map(({ kind, day }) => [kind, day])).toEqual([
      ['matterOpened', '2026-11-23'],
      ['matterPrinted', '2026-11-24'],
    ]);
    expect(events[0]).toMatchObject({ account: '0317', at: relay.wall.now - 24 * 3600_000 });
    expect((await (await pc(relay, '0502')).get(`/api/matters/${id}/timeline`)).status).toBe(403);
  });

  test('the time-line of a dossier that never was reads no earlier day; of an erased one it stays', async () => {
    const read: string[] = [];
    const inner = memoryStorage();
    const storage = { ...inner, readLog: (log: string) => (read.push(log), inner.readLog(log)) };
    const relay = await startRelay({ storage });
    const id = await openMatter(relay);
    const client = await clientOf(relay, '0317', id);
    client.type('applicant.name', '云杉');
    await client.saved();
    for (let day = 0; day < 3; day += 1) {
      relay.wall.now += 24 * 3600_000;
      await relay.relay.hall.tick();
    }
    const supervisor = await pc(relay, '0100');
    read.length = 0;
    const unknown = await supervisor.get(`/api/matters/${newDossierId()}/timeline`);
    expect(unknown.body).toEqual({ events: [] });
    expect(read.filter((log) => log.startsWith('ledger/'))).toEqual([]);
    expect((await (await pc(relay, '0001')).post(`/api/dossiers/${id}/erase`)).status).toBe(200);
    const { events } = (await supervisor.get(`/api/matters/${id}/timeline`)).body as { events: { kind: string }[] };
    expect(events.map(({ kind }) => kind)).toEqual(['matterOpened', 'dossierErased']);
  });
});
