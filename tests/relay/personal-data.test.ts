import { expect, test } from 'vitest';
import { makeMatterNumber } from '#lib/domain/index.ts';
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
