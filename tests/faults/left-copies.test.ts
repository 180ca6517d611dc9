import { afterEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { textRoot } from '#lib/domain/index.ts';
import { RoomCopy } from '#lib/store/room-copy.ts';
import { openMatter } from '../relay/dossier-client.ts';
import { startRelay, waitFor, type TestRelay } from '../relay/start-relay.ts';
import { gone, ShelfPc } from './shelf-pc.ts';

const DAY = 24 * 3_600_000;

afterEach(() => vi.unstubAllGlobals());

async function days(relay: TestRelay, many: number): Promise<void> {
  for (let day = 0; day < many; day += 1) {
    relay.wall.now += DAY;
    await relay.relay.hall.tick();
  }
}

/** A copy that the page made and did not come to note. */
async function unnoted(pc: ShelfPc, id: string, text: string): Promise<void> {
  const { identity } = pc.browser.relay.relay.hall.engine;
  const doc = new Y.Doc();
  const copy = await RoomCopy.open(`dossier/${identity.hall}/${id}/${identity.epoch}`, doc, () => undefined);
  doc.getText(textRoot('applicant.name')).insert(0, text);
  expect(await copy.stored()).toBe(true);
  copy.close();
}

describe('copies of dossiers that stay on a PC', () => {
  test('what can be sent nowhere goes after its date; what waits in the outbox stays', async () => {
    const relay = await startRelay();
    const pc = await ShelfPc.open(relay, '0317');
    pc.line(false);
    const [dropped, awaited] = [pc.shelf.newId(), pc.shelf.newId()];
    await pc.type(dropped, 'applicant.name', '没有约成的人');
    await pc.type(awaited, 'applicant.name', '断网时收件的人');
    pc.onTheWay.add(awaited);
    await days(relay, 3);
    await pc.reopen();
    expect(await pc.copies()).toHaveLength(2);
    pc.line(true);
    await waitFor(async () => (await pc.copies()).length === 1, 'one copy');
    expect(await pc.dump()).not.toContain('没有约成的人');
    expect(await pc.dump()).toContain('断网时收件的人');
    pc.onTheWay.clear();
    pc.line(true);
    await gone(pc, '断网时收件的人');
  });

  test('a copy that nobody noted is known when the page is opened again, and goes at a date', async () => {
    const relay = await startRelay();
    const pc = await ShelfPc.open(relay, '0317');
    await unnoted(pc, pc.shelf.newId(), '没记下的人');
    await pc.reopen();
    pc.line(true);
    expect(await pc.copies()).toHaveLength(1);
    await days(relay, 3);
    await pc.reopen();
    pc.line(true);
    await gone(pc, '没记下的人');
  });

  test('what such a copy has of an open matter reaches the hall', async () => {
    const relay = await startRelay();
    const pc = await ShelfPc.open(relay, '0317');
    const id = await openMatter(relay, pc.counter);
    await unnoted(pc, id, '没记下的人');
    await pc.reopen();
    await waitFor(() => pc.shelf.isNamed(id), 'the matter');
    pc.line(true);
    await waitFor(
      async () => (await relay.relay.dossiers.content(id))?.content.texts['applicant.name'] === '没记下的人',
      'the hall',
    );
  });
});
