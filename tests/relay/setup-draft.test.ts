import { describe, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { applyDraft, draftKeyFault } from '#lib/domain/index.ts';
import { DossierClient } from './dossier-client.ts';
import { pc } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

async function draftOf(relay: TestRelay, account: string): Promise<DossierClient> {
  const { hall, epoch } = relay.relay.hall.engine.identity;
  return DossierClient.open(await pc(relay, account), `setup/${hall}/${epoch}`);
}

const values = (client: DossierClient): Y.Map<unknown> => client.doc.getMap('d');

describe('the draft of the setup', () => {
  test('two draft together; the whole is published, and the draft is empty', async () => {
    const relay = await startRelay();
    const [supervisor, administrator] = [await draftOf(relay, '0100'), await draftOf(relay, '0001')];
    values(supervisor).set('policy.calls', 4);
    values(supervisor).set('windows.3.queues', ['A']);
    await waitFor(() => values(administrator).size === 2, 'the draft');
    values(administrator).set('ticketsOpenBefore', 45);
    await administrator.saved();
    const browser = await pc(relay, '0001');
    const answer = await browser.post('/api/setup/publish-draft');
    expect(answer).toMatchObject({ status: 200, body: { version: 2 } });
    const { setup } = relay.relay.hall;
    expect([setup.policy.calls, setup.ticketsOpenBefore]).toEqual([4, 45]);
    expect(setup.windows.find((window) => window.no === 3)?.queues).toEqual(['A']);
    expect(setup.windows.length).toBeGreaterThan(3);
    await waitFor(() => values(supervisor).size === 0 && values(administrator).size === 0, 'an empty draft');
    expect(relay.relay.hall.engine.state.setup).toBe(2);
  });

  test('what does not hold together is not published, and stays drafted', async () => {
    const relay = await startRelay();
    const client = await draftOf(relay, '0100');
    values(client).set('windows.3.queues', ['no such queue']);
    values(client).set('policy.calls', 'many');
    await client.saved();
    const browser = await pc(relay, '0001');
    const answer = await browser.post('/api/setup/publish-draft');
    expect(answer.body).toMatchObject({ code: 'setup-invalid' });
    expect(JSON.stringify(answer.body)).toContain('policy.calls');
    expect([relay.relay.hall.engine.setupVersion, values(client).size]).toEqual([1, 2]);
  });

  test('a supervisor drafts and does not publish; others do neither', async () => {
    const relay = await startRelay();
    expect((await (await pc(relay, '0100')).post('/api/setup/publish-draft')).status).toBe(403);
    expect(await (await draftOf(relay, '0317')).closedWith()).toBe(4403);
  });

  test.each<[string, string, unknown]>([
    ['a part that a setup has not', 'secrets.key', 1],
    ['a path that is none', 'policy/calls', 1],
    ['a prototype', '__proto__.x', 1],
    ['a value beyond 64 kB', 'routes', 'x'.repeat(70_000)],
  ])('%s: 4422', async (_, path, value) => {
    const relay = await startRelay();
    const client = await draftOf(relay, '0100');
    values(client).set(path, value);
    expect(await client.closedWith()).toBe(4422);
  });

  test('a draft is there after a restart', async () => {
    const relay = await startRelay();
    const client = await draftOf(relay, '0100');
    values(client).set('policy.calls', 5);
    await client.saved();
    await relay.stop();
    const again = await startRelay({ storage: relay.storage, isFounded: true });
    expect(values(await draftOf(again, '0100')).toJSON()).toEqual({ 'policy.calls': 5 });
  });
});

describe('a draft put on a setup', () => {
  test('names elements of lists by id, code, key or number; a shorter path comes first; nothing is changed in place', async () => {
    const { setup } = (await startRelay()).relay.hall;
    const before = JSON.stringify(setup);
    const [queue] = setup.queues;
    const code = setup.catalogue.items[5]?.code ?? '';
    const drafted = applyDraft(setup, {
      [`queues.${queue?.id}.contingent`]: 7,
      [`catalogue.items.${code}.name`]: '另一名称',
      hours: [[540, 720]],
      'hall.phone': '0000',
      'policy.__proto__.polluted': true,
    }) as typeof setup;
    expect(drafted.queues[0]).toEqual({ ...queue, contingent: 7 });
    expect(drafted.catalogue.items.find((item) => item.code === code)?.name).toBe('另一名称');
    expect([drafted.hours, drafted.hall.phone]).toEqual([[[540, 720]], '0000']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(JSON.stringify(setup)).toBe(before);
    expect(draftKeyFault('hours')).toBeNull();
  });
});
