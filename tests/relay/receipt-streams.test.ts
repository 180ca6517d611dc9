import { expect, test } from 'vitest';
import type { ReceiptView } from '#lib/domain/index.ts';
import { applicantAuthor, OwnCommands } from '../../sync-server/hall/own-commands.ts';
import { listen } from './listen.ts';
import { Browser, codeOf, newToken } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

const guide = { surface: 'staff', label: '', account: '0110', roles: ['guide'] } as const;

async function numberTaken(relay: TestRelay, floor: OwnCommands): Promise<string> {
  const { token, tokenHash } = newToken();
  const wish = { code: codeOf(relay), care: false, tokenHash, channel: 'staff' } as const;
  expect(await floor.submit('take', wish, guide)).toMatchObject({ ok: true });
  return token;
}

test('[V3] in a busy hall a phone hears the newest of its visit, not every step of everybody', async () => {
  const relay = await startRelay();
  const floor = new OwnCommands(relay.relay.hall, relay.relay.commands, 'floor');
  for (let index = 0; index < 40; index += 1) await numberTaken(relay, floor);
  const before = [...relay.relay.hall.engine.state.tickets.keys()];
  const token = await numberTaken(relay, floor);
  const heard = await listen<ReceiptView>(new Browser(relay), `/api/receipts/${token}/events`);
  expect(heard.events.at(-1)?.ticket?.ahead).toBe(40);
  for (const ticket of before) await floor.submit('leave', { ticket }, applicantAuthor);
  await waitFor(() => heard.events.at(-1)?.ticket?.ahead === 0, 'the newest place');
  expect(heard.events.length).toBeLessThan(10);
});

test('one visit has six pages at once: more of them end the oldest, so that no phone can hold up the hall', async () => {
  const relay = await startRelay();
  const floor = new OwnCommands(relay.relay.hall, relay.relay.commands, 'floor');
  const token = await numberTaken(relay, floor);
  const controllers: AbortController[] = [];
  let ended = 0;
  for (let index = 0; index < 20; index += 1) {
    const controller = new AbortController();
    controllers.push(controller);
    const page = await fetch(`${relay.base}/api/receipts/${token}/events`, { signal: controller.signal });
    const reader = page.body?.getReader();
    const read = async (): Promise<void> => {
      while (reader && !(await reader.read()).done);
      ended += 1;
    };
    void read().catch(() => undefined);
  }
  await waitFor(() => ended === 14, 'the oldest pages to end');
  for (const controller of controllers) controller.abort();
  expect(ended).toBe(14);
});
