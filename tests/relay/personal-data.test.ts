import { expect, test } from 'vitest';
import { bookableDays, formOf, makeMatterNumber, type DossierContent } from '#lib/domain/index.ts';
import { sampleDossier, withResult } from '../unit/domain/sample-dossier.ts';
import { Counter } from './counter.ts';
import { COMPANY, DossierClient, dossierRoom, newDossierId } from './dossier-client.ts';
import { newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { planted, Witness } from './personal-data.ts';
import { startRelay } from './start-relay.ts';

test('a witness finds what is planted, in whatever form', () => {
  const witness = new Witness();
  witness.saw('plain', planted.name);
  witness.saw(
    'escaped',
    planted.agent.replace(/./g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`),
  );
  witness.saw('address', `/r?name=${encodeURIComponent(planted.address)}`);
  witness.saw('packed', Buffer.from(`xx${planted.note}xx`).toString('base64url'));
  expect(witness.find().map((found) => found.split(':')[0])).toEqual(['plain', 'escaped', 'address', 'packed']);
});

test('personal data are in the dossier and in no ledger, record, log, address, board or receipt', async () => {
  const witness = new Witness();
  const relay = await startRelay({ storage: witness.storage });
  witness.watch(relay);
  const kiosk = await pairedKiosk(relay);
  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  const { token, tokenHash } = newToken();
  await counter.act('openWindow', { window: 3 });
  witness.saw('answer to a kiosk', (await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }))).body);
  await counter.act('call', { window: 3, ticket: null });
  const ticket = relay.relay.hall.engine.state.windows.get(3)?.ticket ?? 0;
  await counter.act('begin', { window: 3, ticket });
  const dossier = newDossierId();
  const own = newToken();
  await counter.act('openMatter', { window: 3, ticket, code: COMPANY, dossier, tokenHash: own.tokenHash });
  const client = await DossierClient.open(clerk, dossierRoom(relay, dossier));
  client.provider.awareness.setLocalState({ account: '0317', window: 3, field: 'applicant.name' });
  client.type('applicant.name', planted.name);
  client.type('applicant.idNumber', planted.idNumber);
  client.type('applicant.mobile', planted.phone);
  client.type('agent.name', planted.agent);
  client.type('company.address', planted.address);
  client.type('note', planted.note);
  client.doc.getMap('i').set('pickup', { name: planted.agent });
  await client.saved();
  const terminal = relay.relay.hall.engine.state.terminalsByIncarnation.get(clerk.incarnation) ?? 0;
  const number = makeMatterNumber({ region: '990000', hall: '11', date: '2026-11-23', terminal, serial: 1 });
  await counter.act('receive', { dossier, no: number.ok ? number.value : '', items: ['SC-01'] });
  const now = await relay.relay.dossiers.content(dossier);
  // Refused with its reasons: those go over the wire and are kept with the command.
  const hash = now?.hash ?? '';
  const asked = await counter.act('accept', { dossier, hash, window: 3, pickupCode: '123456' });
  expect(asked.ok).toBe(false);
  witness.saw('decision', asked);
  await relay.storage.commit(now ? await relay.relay.dossiers.freeze(dossier, now) : []);
  await counter.act('finish', { window: 3, ticket, outcome: 'done' });
  const supervisor = await pc(relay, '0100');
  const labels = await supervisor.get(`/api/dossiers/labels?ids=${dossier}`);
  expect(labels.body).toMatchObject({ [dossier]: { name: planted.name } });
  witness.saw('timeline', (await supervisor.get(`/api/matters/${dossier}/timeline`)).body);
  witness.saw('board', (await supervisor.get('/api/board')).body);
  for (const key of [token, own.token]) witness.saw('receipt', (await kiosk.get(`/api/receipts/${key}`)).body);
  const room = await relay.relay.dossiers.room(dossier);
  if (typeof room !== 'string') await room.compact();
  relay.wall.now += 24 * 3600_000;
  await relay.relay.hall.tick();
  expect(relay.relay.hall.engine.state.mattersByDossier.has(dossier)).toBe(true);
  expect(witness.size).toBeGreaterThan(40);
  expect(witness.find()).toEqual([]);
});

test('the same for a whole visit: booked, received, accepted, decided, collected, rated', async () => {
  const witness = new Witness();
  const relay = await startRelay({ storage: witness.storage });
  witness.watch(relay);
  const { engine } = relay.relay.hall;
  const { setup } = relay.relay.hall;
  const idNumber = '110000198808080077';
  const phone = '13912345678';
  const secrets = [...Object.values(planted), idNumber, phone];
  const kiosk = await pairedKiosk(relay);
  const [date = ''] = bookableDays(setup, engine.state.day, 'QY-08');
  const booking = { code: 'QY-08', date, at: 600, service: 'ordinary', name: planted.name, phone, note: planted.note };
  const booked = await kiosk.post('/api/bookings', booking);
  expect(booked.status, JSON.stringify(booked.body)).toBe(200);
  witness.saw('answer to a booking', booked.body);

  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  await counter.act('openWindow', { window: 3 });
  const dossier = newDossierId();
  const { token, tokenHash } = newToken();
  await counter.act('openMatter', { window: 3, ticket: 0, code: 'QY-08', dossier, tokenHash });
  const client = await DossierClient.open(clerk, dossierRoom(relay, dossier));
  const content = sampleDossier(setup, 'QY-08', ({ texts }) => {
    texts['applicant.name'] = planted.name;
    texts['applicant.address'] = planted.address;
    texts['applicant.idNumber'] = idNumber;
    texts['applicant.mobile'] = phone;
    texts['note'] = planted.note;
  });
  put(client, content);
  await client.saved();
  const terminal = engine.state.terminalsByIncarnation.get(clerk.incarnation) ?? 0;
  const number = makeMatterNumber({ region: '990000', hall: '11', date: engine.state.day, terminal, serial: 1 });
  await counter.act('receive', { dossier, no: number.ok ? number.value : '', items: ['QY-08'] });
  const hashNow = async (): Promise<string> => (await relay.relay.dossiers.content(dossier))?.hash ?? '';
  const accepted = await counter.act('accept', { dossier, hash: await hashNow(), window: 3, pickupCode: '123456' });
  expect(accepted).toMatchObject({ ok: true });

  const reviewer = await Counter.open(await pc(relay, '0501'), '0501');
  const form = formOf(setup, 'QY-08');
  if (!form) throw new Error('no form');
  const filled = withResult(form, content, 'QY-08');
  put(client, {
    ...filled,
    texts: Object.fromEntries(Object.entries(filled.texts).filter(([path]) => path.startsWith('result/'))),
  });
  await client.saved();
  const decided = await reviewer.act('decidePart', {
    dossier,
    item: 'QY-08',
    outcome: 'granted',
    at: Math.floor(engine.t / 60_000),
    hash: await hashNow(),
    pieces: [['licence', 1]],
  });
  expect(decided).toMatchObject({ ok: true });

  const desk = await Counter.open(await pc(relay, '0601'), '0601');
  await desk.act('openWindow', { window: 16 });
  await desk.act('confirmDelivery', { dossier, slot: 'licence', shelf: '', condition: 'good' });
  client.doc.getMap('i').set('pickup', { by: 'self', name: planted.name, identityMasked: idNumber, checkedAt: 1 });
  client.doc.getMap('s').set('pickup', { strokes: [[0, 0, 1, 1]], aspect: 2, by: '0601', at: 1 });
  await client.saved();
  await desk.act('handOver', { dossier, by: 'self' });
  const matter = engine.state.matters.get(engine.state.mattersByDossier.get(dossier) ?? 0);
  expect(matter?.phase).toBe('closed');

  const receipt = await kiosk.get(`/api/receipts/${token}`);
  witness.saw('receipt', receipt.body);
  const [offer] = receipt.body['ratings'] as { item: string; visit: string }[];
  const rating = { item: offer?.item, visit: offer?.visit, level: 1, aspects: [], text: planted.note };
  expect((await kiosk.post(`/api/receipts/${token}/ratings`, rating)).status).toBe(200);
  expect(engine.state.workOrders.size).toBe(1);
  const supervisor = await pc(relay, '0100');
  witness.saw('timeline', (await supervisor.get(`/api/matters/${dossier}/timeline`)).body);
  witness.saw('board', (await supervisor.get('/api/board')).body);
  witness.saw('receipt of the booking', (await kiosk.get(`/api/receipts/${String(booked.body['token'])}`)).body);
  // A supervisor reads the words of a rating, and nobody else.
  const texts = await supervisor.get('/api/ratings/texts');
  expect(JSON.stringify(texts.body)).toContain(planted.note);
  expect((await clerk.get('/api/ratings/texts')).status).not.toBe(200);
  relay.wall.now += 24 * 3600_000;
  await relay.relay.hall.tick();
  expect(witness.find(secrets)).toEqual([]);
});

function put({ doc }: DossierClient, content: DossierContent): void {
  doc.transact(() => {
    for (const [path, text] of Object.entries(content.texts)) doc.getText(`t/${path}`).insert(0, text);
    for (const [path, { value, by, at }] of Object.entries(content.choices)) doc.getMap('c').set(path, [value, by, at]);
    for (const [list, rows] of Object.entries(content.rows))
      rows.forEach((row, order) => doc.getMap('r').set(`${list}/${row}`, order + 1));
    for (const [key, check] of Object.entries(content.materials)) doc.getMap('m').set(key, check);
  });
}
