import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bundleRight, type EventBody, type Matter } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { pc } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

/** A matter with one result on its way to the desk. */
async function sent(relay: TestRelay): Promise<string> {
  const dossier = randomBytes(16).toString('base64url');
  const { engine } = relay.relay.hall;
  const open = { kind: 'matterOpened', dossier, code: 'YJS-01', setup: 1, ticket: 0, window: 1, token: 'x'.repeat(22) };
  await engine.act(() => [open as EventBody]);
  const matter = engine.state.mattersByDossier.get(dossier) ?? 0;
  await engine.act(() => [
    { kind: 'received', matter, no: '0'.repeat(23), items: [], tellBy: 0 },
    {
      kind: 'accepted',
      matter,
      number: 1,
      hash: '',
      stages: [[600, [['QY-01', 'scjgj']]]],
      slots: [['licence', 0]],
      pickupCode: '123456',
      tolerated: [],
      goodBy: 0,
      promised: [],
      estimated: false,
    },
    { kind: 'partDecided', matter, part: 0, outcome: 'granted', at: 590 },
    { kind: 'delivered', matter, slot: 0, pieces: 1 },
  ]);
  return dossier;
}

interface Scene {
  relay: TestRelay;
  dossier: string;
  keeper: Counter;
  matter: () => Matter;
}

/** One desk keeps the bundle, another one wants it. */
async function scene(): Promise<Scene> {
  const relay = await startRelay();
  const dossier = await sent(relay);
  const keeper = await Counter.open(await pc(relay, '0601'), '0601');
  const matter = (): Matter => {
    const { state } = relay.relay.hall.engine;
    const found = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
    if (!found) throw new Error('no matter');
    return found;
  };
  await keeper.act('confirmDelivery', { dossier, slot: 'licence', shelf: '', condition: 'good' });
  return { relay, dossier, keeper, matter };
}

describe('a bundle at one of two desks', () => {
  test('[P6] another desk asks, the keeper gives its right up, and only then it is the other one’s', async () => {
    const { relay, dossier, keeper, matter } = await scene();
    const other = await Counter.open(await pc(relay, '0201'), '0201');
    const right = bundleRight(matter());
    expect(right).toBe(`${keeper.browser.incarnation}/2026-11-23/1`);
    expect(await other.act('takeCustody', { dossier })).toMatchObject({ ok: true });
    expect(keeper.marks.get(right)).toBe('given');
    expect(matter().custody).toBe(relay.relay.hall.engine.state.deviceNumbers.get(other.browser.incarnation));
    expect(bundleRight(matter())).not.toBe(right);
  });

  test('[P6] a keeper that is handing over does not answer, and keeps it', async () => {
    const { relay, dossier, keeper, matter } = await scene();
    const other = await Counter.open(await pc(relay, '0201'), '0201');
    keeper.silent = true;
    expect(await other.act('takeCustody', { dossier })).toMatchObject({ ok: false, code: 'bundle-held-elsewhere' });
    const grant = bundleRight(matter());
    keeper.marks.set(grant, 'called');
    expect(await keeper.act('handOver', { dossier, by: 'self', grant })).toMatchObject({ ok: true });
    expect(matter()).toMatchObject({ handovers: 1, proof: 1 });
  });

  test('[P6] a keeper that has handed over says so, and nobody gets the right', async () => {
    const { relay, dossier, keeper, matter } = await scene();
    const other = await Counter.open(await pc(relay, '0201'), '0201');
    keeper.marks.set(bundleRight(matter()), 'called');
    expect(await other.act('takeCustody', { dossier })).toMatchObject({ ok: false, code: 'bundle-held-elsewhere' });
    expect(relay.relay.hall.rights.returned.size).toBe(0);
  });

  test('[P9] a silent desk’s bundles are listed and freed; its handover counts until another one does', async () => {
    const { relay, dossier, keeper, matter } = await scene();
    const right = bundleRight(matter());
    keeper.close();
    const supervisor = await Counter.open(await pc(relay, '0100'), '0100');
    relay.wall.now += 6000;
    await waitFor(
      () => supervisor.of(105).some((beat) => JSON.stringify(beat).includes('"bundles":1')),
      'a silent desk',
    );
    const freed = await supervisor.act('forceRelease', { device: keeper.browser.incarnation });
    expect(freed).toMatchObject({ ok: true });
    expect(matter()).toMatchObject({ custody: 0, freed: [right] });
    const back = await Counter.open(keeper.browser, '0601', { n: 1 });
    await back.act('handOver', { dossier, by: 'self', grant: right });
    expect(matter().handovers).toBe(1);
    const late = await Counter.open(await pc(relay, '0201'), '0201');
    await late.act('handOver', { dossier, by: 'self', reason: 'applicant-leaves', witness: '0601' });
    expect(relay.relay.hall.engine.state.conflicts.at(-1)).toMatchObject({
      found: 'bundle-handed-over',
      proofs: [1, 2],
    });
  });
});
