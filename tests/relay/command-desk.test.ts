import { describe, expect, test } from 'vitest';
import { makeMatterNumber } from '#lib/domain/index.ts';
import { readEnvelope } from '../../sync-server/hall/envelope.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { contentHash } from '../../sync-server/rooms/content-hash.ts';
import { readContent } from '../../sync-server/rooms/dossier-schema.ts';
import { Counter } from './counter.ts';
import { clientOf, openMatter } from './dossier-client.ts';
import { newToken, pc } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

interface Received {
  counter: Counter;
  dossier: string;
  accept: (hash: string) => ReturnType<Counter['act']>;
}

async function received(relay: TestRelay): Promise<Received> {
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 3 });
  const dossier = await openMatter(relay, counter);
  const terminal = relay.relay.hall.engine.state.terminalsByIncarnation.get(counter.browser.incarnation) ?? 0;
  const number = makeMatterNumber({ region: '990000', hall: '11', date: '2026-11-23', terminal, serial: 1 });
  await counter.act('receive', { dossier, no: number.ok ? number.value : '', items: ['QY-01'] });
  const accept: Received['accept'] = (hash) =>
    counter.act('accept', { dossier, hash, window: 3, pickupCode: '123456' });
  return { counter, dossier, accept };
}

describe('a command and the dossier it cites', () => {
  test('comes before the edits it rests on: it waits for them, and is decided by them', async () => {
    const relay = await startRelay();
    const { dossier, accept } = await received(relay);
    const client = await clientOf(relay, '0318', dossier);
    client.provider.disconnect();
    client.type('company.name', '云杉');
    const answer = accept(contentHash(readContent(client.doc)));
    client.provider.connect();
    // By the rules of materials and form, so the relay saw the dossier as the clerk did.
    expect(await answer).toMatchObject({ ok: false, code: 'materials-incomplete' });
  });

  test('somebody changed it since: dossier-changed, after it was waited for', async () => {
    const relay = await startRelay();
    const { dossier, accept } = await received(relay);
    const client = await clientOf(relay, '0318', dossier);
    client.type('company.name', '云');
    await client.saved();
    const seen = contentHash(readContent(client.doc));
    client.type('company.name', '杉');
    await client.saved();
    expect(await accept(seen)).toMatchObject({ ok: false, code: 'dossier-changed' });
  });

  test('[I14] a fact waits for the edits it cites, too; of one that is a conflict nothing is frozen', async () => {
    const relay = await startRelay();
    const { counter, dossier } = await received(relay);
    const client = await clientOf(relay, '0318', dossier);
    client.provider.disconnect();
    client.type('company.name', '云杉');
    const hash = contentHash(readContent(client.doc));
    const body = { dossier, hash, window: 3, pickupCode: '123456', provisional: '001-001' };
    const answer = counter.act('acceptAlone', body);
    client.provider.connect();
    expect(await answer).toMatchObject({ ok: true });
    expect(relay.relay.hall.engine.state.conflicts.at(-1)).toMatchObject({ found: 'materials-incomplete' });
    expect(await relay.relay.dossiers.frozen(dossier, hash)).toBeNull();
  });

  test('what was practised and waits for its dossier is not told to the real hall that opens meanwhile', async () => {
    const inner = memoryStorage();
    const before = await startRelay({ storage: inner });
    const counter = await Counter.open(await pc(before, '0317'), '0317');
    const dossier = await openMatter(before, counter);
    await before.stop();
    let isHeld = false;
    const held: (() => void)[] = [];
    const storage: Storage = {
      ...inner,
      secret: async (name) => {
        if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
        return inner.secret(name);
      },
    };
    const { hall, commands } = (await startRelay({ storage, isFounded: true })).relay;
    const number = makeMatterNumber({ region: '990000', hall: '11', date: '2026-11-23', terminal: 1, serial: 1 });
    const no = number.ok ? number.value : '';
    const read = readEnvelope(counter.row('receive', { dossier, no, items: ['QY-01'] }));
    if (!read.ok) throw new Error(read.code);
    isHeld = true;
    const author = { surface: 'staff' as const, label: '', account: '0317', roles: ['clerk' as const] };
    const decided = commands.submit(read.value, author, 0);
    await waitFor(() => held.length > 0, 'the dossier to be read');
    expect(await hall.openForReal()).toMatchObject({ ok: true });
    const { seq } = hall.engine.state;
    for (const release of held) release();
    await decided;
    expect([hall.isPractice, hall.engine.state.seq, hall.engine.state.conflicts]).toEqual([false, seq, []]);
  });

  test('who waits holds nobody up', async () => {
    const relay = await startRelay();
    const { counter, dossier, accept } = await received(relay);
    const waiting = accept(newToken().tokenHash);
    const other = await Counter.open(await pc(relay, '0318'), '0318');
    expect(await other.act('openWindow', { window: 4 })).toMatchObject({ ok: true });
    expect(await counter.act('callHelp', { from: 'window', window: 3 })).toMatchObject({ ok: true });
    expect(counter.of(101).some((decision) => (decision as { code?: string }).code === 'dossier-changed')).toBe(false);
    expect(await waiting).toMatchObject({ code: 'dossier-changed' });
    expect(relay.relay.hall.engine.state.mattersByDossier.has(dossier)).toBe(true);
  });

  test('facts that name a dossier are decided in the order of their device, and requests behind them', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 3 });
    const dossiers = await Promise.all([1, 2, 3].map(() => openMatter(relay, counter)));
    const printed = (dossier: string, document: string): string => counter.row('printedPaper', { dossier, document });
    const [one = '', two = '', three = ''] = dossiers;
    const rows = [
      printed(one, 'receipt'),
      printed(two, 'receipt'),
      counter.row('pause', { window: 3, reason: 'break' }),
      printed(three, 'receipt'),
      printed(one, 'list'),
    ];
    rows.push(counter.row('callHelp', { from: 'window', window: 3 }));
    const from = relay.relay.hall.engine.state.seq;
    for (const row of rows) counter.frame(100, row);
    const answers = await Promise.all(
      rows.map((row) => waitFor(() => counter.decisions((JSON.parse(row) as { id: string }).id)[0], 'an answer')),
    );
    const entries = answers.map((answer) => (answer.ok ? answer.from : 0));
    expect(entries.filter((entry) => entry > from)).toHaveLength(rows.length);
    expect([...entries].sort((one, other) => one - other)).toEqual(entries);
  });
});

test('what is accepted is frozen with it: a later edit changes the dossier and not what was accepted', async () => {
  const relay = await startRelay();
  const dossier = await openMatter(relay);
  const client = await clientOf(relay, '0317', dossier);
  client.type('company.name', '云杉');
  await client.saved();
  const now = await relay.relay.dossiers.content(dossier);
  if (!now) throw new Error('no content');
  await relay.storage.commit(await relay.relay.dossiers.freeze(dossier, now));
  client.type('company.name', '林');
  await client.saved();
  expect(await relay.relay.dossiers.frozen(dossier, now.hash)).toEqual(now.content);
  expect((await relay.relay.dossiers.content(dossier))?.content.texts).toEqual({ 'company.name': '云杉林' });
});

test('erased between its reading and its acceptance: refused, and the tombstone stays', async () => {
  const relay = await startRelay();
  const { counter, dossier } = await received(relay);
  const client = await clientOf(relay, '0317', dossier);
  client.type('company.name', '云杉');
  await client.saved();
  const { dossiers, hall } = relay.relay;
  const now = await dossiers.content(dossier);
  if (!now) throw new Error('no content');
  const changes = await dossiers.freeze(dossier, now);
  const administrator = await pc(relay, '0001');
  expect((await administrator.post(`/api/dossiers/${dossier}/erase`)).status).toBe(200);
  const row = readEnvelope(counter.row('accept', { dossier, hash: now.hash, window: 3, pickupCode: '123456' }));
  if (!row.ok) throw new Error(row.code);
  const author = { surface: 'staff', label: '', account: '0317', roles: ['clerk'] } as const;
  const decided = await hall.engine.submit(row.value, author, 0, { dossier: now, changes });
  expect(decided).toMatchObject({ ok: false, code: 'dossier-erased' });
  expect(await dossiers.room(dossier)).toBe('erased');
});

test('a dossier made by the relay comes with its command, and of a refused one nothing stays', async () => {
  const relay = await startRelay();
  const { dossiers, hall } = relay.relay;
  const id = newToken().tokenHash;
  const { changes, dossier } = dossiers.found(id, {
    texts: { 'booking.name': '云杉' },
    marks: { booking: { phone: '139' } },
  });
  expect(await dossiers.content(id)).toBeNull();
  await hall.engine.act(
    () => [],
    () => changes,
  );
  expect(await dossiers.content(id)).toEqual(dossier);
  expect(await dossiers.labels([id])).toEqual({ [id]: { name: '云杉', masked: '云*' } });
});
