import { describe, expect, test } from 'vitest';
import type { ReceiptView } from '#lib/domain/index.ts';
import { ratingKey } from '../../sync-server/hall/rating-key.ts';
import { Counter } from './counter.ts';
import { COMPANY, newDossierId } from './dossier-client.ts';
import { listen } from './listen.ts';
import { Browser, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

/** The number of somebody who was served at window 1. */
async function served(relay: TestRelay): Promise<{ token: string; tokenHash: string; item: string; counter: Counter }> {
  const { token, tokenHash } = newToken();
  const kiosk = await pairedKiosk(relay);
  const taken = await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }));
  const ticket = Number((taken.body['data'] as Record<string, unknown>)['ticket']);
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 1 });
  await counter.act('call', { window: 1, ticket });
  await counter.act('begin', { window: 1, ticket });
  await counter.act('finish', { window: 1, ticket, outcome: 'done' });
  const [item = ''] = relay.relay.hall.engine.state.tickets.get(ticket)?.items ?? [];
  return { token, tokenHash, item, counter };
}

function receiptOf(relay: TestRelay, token: string): Promise<ReceiptView> {
  return new Browser(relay).get(`/api/receipts/${token}`).then(({ body }) => body as unknown as ReceiptView);
}

function rate(relay: TestRelay, token: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Browser(relay).post(`/api/receipts/${token}/ratings`, body).then((answer) => answer.body);
}

describe('rating', () => {
  test('[R5] is offered once the visit has ended, and says so when it was done', async () => {
    const relay = await startRelay();
    const { token, tokenHash, item } = await served(relay);
    expect((await receiptOf(relay, token)).ratings).toMatchObject([
      { visit: tokenHash, item, window: 1, at: relay.wall.now, rated: false },
    ]);
    expect(await rate(relay, token, { item, level: 4, aspects: ['clear'] })).toEqual({ ok: true });
    expect((await receiptOf(relay, token)).ratings).toMatchObject([{ rated: true }]);
  });

  test('[R1] twice is refused: one after the other, at once, from the window, after a restart of the relay', async () => {
    const relay = await startRelay();
    const { token, tokenHash, item, counter } = await served(relay);
    const [first, second] = await Promise.all([
      rate(relay, token, { item, level: 5 }),
      rate(relay, token, { item, level: 1 }),
    ]);
    expect([first, second].filter((body) => body['ok'] === true)).toHaveLength(1);
    expect(await rate(relay, token, { item, level: 1 })).toMatchObject({ code: 'rated-before' });
    const again = { visit: tokenHash, item, window: 1, level: 1, aspects: [], source: 'paper' };
    expect(await counter.act('rate', again)).toMatchObject({ code: 'rated-before' });
    await relay.stop();
    const restarted = await startRelay({ storage: relay.storage, isFounded: true });
    expect(await rate(restarted, token, { item, level: 1 })).toMatchObject({ code: 'rated-before' });
    expect(restarted.relay.hall.engine.state.ratings).toHaveLength(1);
  });

  test('[R1] entered at the window first, the phone is told', async () => {
    const relay = await startRelay();
    const { token, tokenHash, item, counter } = await served(relay);
    const paper = { visit: tokenHash, item, window: 1, level: 2, aspects: ['manner'], source: 'paper' };
    expect(await counter.act('rate', paper)).toMatchObject({ ok: true });
    expect(await rate(relay, token, { item, level: 5 })).toMatchObject({ code: 'rated-before' });
    expect([...relay.relay.hall.engine.state.workOrders.values()]).toMatchObject([{ level: 2, window: 1 }]);
  });

  test('[R2] the ledger says neither visit nor text; a supervisor alone reads the text', async () => {
    const relay = await startRelay();
    const { token, tokenHash, item } = await served(relay);
    const room = relay.relay.hall.engine.room;
    const before = (await relay.storage.readLog(room)).length;
    const text = '材料要了两遍';
    expect(await rate(relay, token, { item, level: 2, aspects: ['papers'], text })).toEqual({ ok: true });
    const bytes = Buffer.concat((await relay.storage.readLog(room)).slice(before)).toString('utf8');
    for (const secret of [text, tokenHash, token, ratingKey(tokenHash, item)]) expect(bytes).not.toContain(secret);
    const texts = await (await pc(relay, '0100')).get('/api/ratings/texts');
    const [rating] = relay.relay.hall.engine.state.ratings;
    expect(texts.body).toEqual({ texts: [{ day: '2026-11-23', id: rating?.id, text }] });
    expect((await (await pc(relay, '0317')).get('/api/ratings/texts')).body).toMatchObject({ code: 'role-may-not' });
    expect((await new Browser(relay).get('/api/ratings/texts')).status).toBe(401);
  });

  test('[R2] of a refused rating no text is kept; two first ones at once keep both', async () => {
    const relay = await startRelay();
    const { token, item } = await served(relay);
    await Promise.all([
      rate(relay, token, { item, level: 9, text: 'never' }),
      rate(relay, token, { item, level: 3, text: 'kept' }),
    ]);
    await rate(relay, token, { item, level: 3, text: 'twice' });
    const texts = await (await pc(relay, '0100')).get('/api/ratings/texts');
    expect(texts.body['texts']).toMatchObject([{ text: 'kept' }]);
  });

  test.each([
    ['an item that was not part of the visit', { item: 'YJS-06', level: 5 }, 'rating-not-open'],
    ['a level 0', { level: 0 }, 'bad-request'],
    ['an aspect that is not offered', { level: 5, aspects: ['price'] }, 'bad-request'],
    ['a text too long', { level: 5, text: 'x'.repeat(501) }, 'bad-request'],
  ])('[R3] %s is refused', async (_, body, code) => {
    const relay = await startRelay();
    const { token, item } = await served(relay);
    expect(await rate(relay, token, { item, ...body })).toMatchObject({ code });
  });

  test('[R5] nothing to rate before the visit has ended', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token, tokenHash } = newToken();
    await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }));
    const [ticket] = [...relay.relay.hall.engine.state.tickets.values()];
    expect(await rate(relay, token, { item: ticket?.items[0], level: 5 })).toMatchObject({ code: 'rating-not-open' });
  });

  test('[R7][T2] on the days after, by the same token; after five working days it is expired', async () => {
    const relay = await startRelay();
    const { token, item } = await served(relay);
    const at = async (instant: string): Promise<void> => {
      relay.wall.now = Date.parse(instant);
      await relay.relay.hall.tick();
    };
    await at('2026-11-25T09:00:00+08:00');
    const receipt = await receiptOf(relay, token);
    expect(receipt).toMatchObject({ ticket: null, matters: [], ratings: [{ item, window: 1, rated: false }] });
    expect(receipt.ratings[0]?.at).toBe(Date.parse('2026-11-23T10:00:00+08:00'));
    expect((await new Browser(relay).get(`/api/receipts/${receipt.shortCode}`)).status).toBe(200);
    await at('2026-11-30T17:29:00+08:00');
    expect(await rate(relay, token, { item, level: 3 })).toEqual({ ok: true });
    await at('2026-12-01T09:00:00+08:00');
    expect((await new Browser(relay).get(`/api/receipts/${token}`)).status).toBe(404);
  });
});

describe('one visit', () => {
  test('[V5] the slip of the kiosk leads to the matter that is begun with it, and hears of every step', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token, tokenHash } = newToken();
    await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash, code: COMPANY }));
    const [ticket] = [...relay.relay.hall.engine.state.tickets.values()];
    const heard = await listen<ReceiptView>(new Browser(relay), `/api/receipts/${token}/events`);
    expect(heard.events[0]).toMatchObject({ ticket: { label: 'A001' }, matters: [] });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 3 });
    await counter.act('call', { window: 3, ticket: ticket?.id });
    const own = newToken();
    const matter = { window: 3, ticket: ticket?.id, code: COMPANY, dossier: newDossierId(), tokenHash: own.tokenHash };
    expect(await counter.act('openMatter', matter)).toMatchObject({ ok: true });
    await waitFor(() => heard.events.at(-1)?.matters.length === 1, 'the matter');
    expect(heard.events.at(-1)?.matters).toMatchObject([{ name: '企业开办一件事', phase: 'draft', pickupCode: '' }]);
    // The paper printed at the window carries the matter's own token: the same visit.
    expect(await receiptOf(relay, own.token)).toMatchObject({
      ticket: { label: 'A001' },
      matters: [{ phase: 'draft' }],
    });
  });
});
