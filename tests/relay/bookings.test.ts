import { describe, expect, test } from 'vitest';
import type { BookingReceipt, ReceiptView } from '#lib/domain/index.ts';
import { calendarFile } from '../../sync-server/hall/calendar-file.ts';
import { tokenHash } from '../../sync-server/hall/receipts.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { Counter } from './counter.ts';
import { listen } from './listen.ts';
import { Browser, pairedKiosk, pc, type Answer } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

const NAME = '罗秋实';
const PHONE = '18612344410';
const wish = { code: 'YJS-01', date: '2026-11-24', at: 540, service: 'ordinary', name: NAME, phone: PHONE };
const holiday = { ...wish, service: 'holiday', date: '2026-11-28', at: 570, until: 630, reason: 'urgent' };

interface Booked {
  token: string;
  shortCode: string;
  asked: string;
  receipt: ReceiptView;
}

async function book(relay: TestRelay, extra: Record<string, unknown> = {}): Promise<Booked> {
  const answer = await new Browser(relay).post('/api/bookings', { ...wish, ...extra });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as unknown as Booked;
}

function tryBook(relay: TestRelay, extra: Record<string, unknown>): Promise<Answer> {
  return new Browser(relay).post('/api/bookings', { ...wish, ...extra });
}

async function onTuesday(relay: TestRelay, clock: string): Promise<void> {
  relay.wall.now = Date.parse(`2026-11-24T${clock}:00+08:00`);
  await relay.relay.hall.tick();
}

function bookingNow(relay: TestRelay, token: string): Promise<BookingReceipt> {
  return new Browser(relay)
    .get(`/api/receipts/${token}`)
    .then(({ body }) => (body as unknown as ReceiptView).booking as BookingReceipt);
}

describe('offers', () => {
  test('[BK2] all 34 items can be booked, and packages; anybody may look', async () => {
    const relay = await startRelay();
    const { status, body } = await new Browser(relay).get('/api/bookings/offers');
    expect(status).toBe(200);
    expect(body).toMatchObject({ bookable: 34, of: 34, days: [], today: '2026-11-23' });
    expect(body['items']).toHaveLength(40);
  });

  test('[BK3] days and slots of an item, with what is free', async () => {
    const relay = await startRelay();
    await book(relay);
    const { body } = await new Browser(relay).get('/api/bookings/offers?code=YJS-01');
    const [tomorrow] = body['days'] as { date: string; slots: { at: number; free: number }[] }[];
    expect(tomorrow?.date).toBe('2026-11-24');
    expect(tomorrow?.slots.slice(0, 3)).toMatchObject([
      { at: 510, free: 2 },
      { at: 540, free: 1 },
      { at: 570, free: 2 },
    ]);
    expect((await new Browser(relay).get('/api/bookings/offers?code=NO')).body).toMatchObject({ code: 'item-unknown' });
  });

  test('looking is rationed, booking more so', async () => {
    const relay = await startRelay();
    const browser = new Browser(relay);
    const looks: number[] = [];
    for (let index = 0; index < 61; index += 1) looks.push((await browser.get('/api/bookings/offers?code=NO')).status);
    expect(looks.filter((status) => status === 429)).toHaveLength(1);
    const tries: number[] = [];
    for (let index = 0; index < 11; index += 1) tries.push((await tryBook(relay, { phone: 'x' })).status);
    expect(tries.filter((status) => status === 429)).toHaveLength(1);
  });
});

describe('booking', () => {
  test('makes a token whose receipt shows the booking, and a dossier with name and phone', async () => {
    const relay = await startRelay();
    const { token, shortCode, receipt, asked } = await book(relay, { note: '带轮椅' });
    expect(asked).toBe('ordinary');
    expect(shortCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(receipt).toMatchObject({
      ticket: null,
      matters: [],
      ratings: [],
      shortCode,
      booking: {
        name: '企业开办一件事',
        service: 'ordinary',
        phase: 'booked',
        date: '2026-11-24',
        at: 540,
        window: 3,
        startsAt: Date.parse('2026-11-24T09:00:00+08:00'),
        checkInFrom: Date.parse('2026-11-24T08:00:00+08:00'),
        checkInUntil: Date.parse('2026-11-24T09:15:00+08:00'),
        changeUntil: Date.parse('2026-11-24T07:00:00+08:00'),
        mayChange: true,
      },
    });
    const { state } = relay.relay.hall.engine;
    const booking = state.bookings.get(state.bookingsByToken.get(tokenHash(token)) ?? 0);
    const content = (await relay.relay.dossiers.content(booking?.dossier ?? ''))?.content;
    expect(content?.texts).toEqual({ 'booking.name': NAME, 'booking.phone': PHONE, note: '带轮椅' });
    expect(content?.marks['token']).toBe(token);
    expect((await new Browser(relay).get(`/api/receipts/${shortCode}`)).status).toBe(200);
  });

  test.each([
    ['without a name', { name: ' ' }, 'name-empty'],
    ['with a name of 61 characters', { name: '罗'.repeat(61) }, 'name-too-long'],
    ['with a wrong phone number', { phone: '12345' }, 'phone-invalid'],
    ['with an invisible character in the note', { note: 'a\u202eb' }, 'bad-request'],
    ['for an unknown item', { code: 'NO' }, 'item-unknown'],
    ['for today', { date: '2026-11-23' }, 'date-not-bookable'],
    ['for the 30th of February', { date: '2026-02-30' }, 'bad-request'],
    ['for no minute', { at: 'nine' }, 'bad-request'],
    ['for a service outside its hours', { ...holiday, at: 0, until: 30 }, 'service-time-wrong'],
  ])('%s is refused, and nothing of it stays', async (_, extra, code) => {
    const inner = memoryStorage();
    const commits: string[] = [];
    const storage: Storage = {
      ...inner,
      commit: async (changes) => {
        await inner.commit(changes);
        for (const change of changes) if (!('value' in change)) commits.push(change.op);
      },
    };
    const relay = await startRelay({ storage });
    commits.length = 0;
    expect((await tryBook(relay, extra)).body).toMatchObject({ code });
    expect(commits).toEqual([]);
    expect(relay.relay.hall.engine.state.bookings.size).toBe(0);
  });

  test('[BK4] the same slot in the same moment: the last place goes once, the others get the next free ones', async () => {
    const relay = await startRelay();
    const answers = await Promise.all(Array.from({ length: 4 }, () => tryBook(relay, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const full = answers.filter(({ status }) => status !== 200);
    expect(full.map(({ body }) => body['code'])).toEqual(['slot-full', 'slot-full']);
    expect(full[0]?.body['data']).toMatchObject({ next: [{ date: '2026-11-24', at: 570 }, {}, {}] });
  });

  test('[BK6][BK7] its holder moves and cancels it, until two hours before', async () => {
    const relay = await startRelay();
    const { token } = await book(relay);
    const phone = new Browser(relay);
    const moved = await phone.post(`/api/receipts/${token}/booking/move`, { date: '2026-11-24', at: 600 });
    expect(moved.body).toEqual({ ok: true });
    expect(await bookingNow(relay, token)).toMatchObject({ at: 600, moves: 1 });
    await onTuesday(relay, '08:30');
    expect((await phone.post(`/api/receipts/${token}/booking/cancel`)).body).toMatchObject({
      code: 'booking-too-late',
    });
    const other = await book(relay, { date: '2026-11-25' });
    expect((await phone.post(`/api/receipts/${other.token}/booking/cancel`)).body).toEqual({ ok: true });
    expect((await bookingNow(relay, other.token)).phase).toBe('cancelled');
    const bad = await phone.post(`/api/receipts/${other.token}/booking/move`, { date: 'x', at: 1 });
    expect(bad.body).toMatchObject({ code: 'bad-request' });
  });

  test('one phone that moves its booking to and fro is rationed: the ledger keeps every move', async () => {
    const relay = await startRelay();
    const { token } = await book(relay);
    const holder = new Browser(relay);
    const statuses: number[] = [];
    for (let index = 0; index < 24; index += 1) {
      const move = { date: '2026-11-24', at: index % 2 === 0 ? 570 : 540 };
      statuses.push((await holder.post(`/api/receipts/${token}/booking/move`, move)).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
    expect((await holder.get(`/api/receipts/${token}`)).status).toBe(200);
    // Others are not held up, and it may go on later.
    expect(await bookingNow(relay, (await book(relay)).token)).toMatchObject({ phase: 'booked' });
    relay.wall.now += 60_000;
    expect((await holder.post(`/api/receipts/${token}/booking/cancel`)).status).toBe(200);
  });

  test('[BK9] a service is asked for, confirmed by staff, and its page hears of it', async () => {
    const relay = await startRelay();
    const { token, receipt, asked } = await book(relay, holiday);
    expect([asked, receipt.booking?.service, receipt.booking?.phase]).toEqual(['holiday', 'holiday', 'asked']);
    const heard = await listen<ReceiptView>(new Browser(relay), `/api/receipts/${token}/events`);
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    const { dossier = '' } = [...relay.relay.hall.engine.state.bookings.values()][0] ?? {};
    expect(await counter.act('confirmService', { dossier, account: '9999' })).toMatchObject({
      code: 'account-unknown',
    });
    await counter.act('confirmService', { dossier, account: '0317' });
    await waitFor(() => heard.events.at(-1)?.booking?.phase === 'booked', 'the answer');
  });

  test('[BK10] a holiday wish for a working day comes back as an ordinary booking', async () => {
    const relay = await startRelay();
    const { asked, receipt } = await book(relay, { ...holiday, date: '2026-11-24', at: 540 });
    expect([asked, receipt.booking?.service]).toEqual(['holiday', 'ordinary']);
  });

  test('no personal data in ledger, receipt, offers or calendar; nothing in the clear on the disk', async () => {
    const inner = memoryStorage();
    const kept: Buffer[] = [];
    const storage: Storage = {
      ...inner,
      commit: async (changes) => {
        await inner.commit(changes);
        for (const change of changes) {
          if (change.op === 'append' || change.op === 'snapshot') kept.push(Buffer.from(change.bytes));
          else if ('value' in change) kept.push(Buffer.from(JSON.stringify(change.value)));
        }
      },
    };
    const relay = await startRelay({ storage });
    kept.length = 0;
    const { token } = await book(relay);
    const phone = new Browser(relay);
    const ics = await fetch(`${relay.base}/api/receipts/${token}/booking.ics`).then((response) => response.text());
    const told = [
      JSON.stringify((await phone.get(`/api/receipts/${token}`)).body),
      JSON.stringify((await phone.get('/api/bookings/offers?code=YJS-01')).body),
      ics,
      Buffer.concat(kept).toString('utf8'),
    ].join('\n');
    expect(ics).toContain('BEGIN:VEVENT');
    for (const secret of [NAME, PHONE, '罗秋']) expect(told).not.toContain(secret);
    expect(Buffer.concat(kept).toString('utf8')).not.toContain(token);
  });

  test('a calendar file: folded by octets, escaped, in both languages', async () => {
    const relay = await startRelay();
    const { receipt } = await book(relay);
    const booking = receipt.booking as BookingReceipt;
    const text = calendarFile(receipt, { ...booking, name: '设立,登记;'.repeat(12) }, 'zh-CN');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n ', '')).toContain('设立\\,登记\\;');
    expect(text).toContain('DTSTART:20261124T010000Z\r\nDTEND:20261124T013000Z');
    expect(calendarFile(receipt, booking, 'en')).toContain('SUMMARY:Open a company · Binjiang Government Service Hall');
  });
});

describe('checking in at a kiosk', () => {
  test('[BK14] by token, short code or phone ending: a number with the booking’s own token; twice shows it again', async () => {
    const relay = await startRelay();
    const { token, shortCode } = await book(relay);
    await onTuesday(relay, '08:50');
    const kiosk = await pairedKiosk(relay);
    const answer = await kiosk.post('/api/check-in', { key: PHONE.slice(-4), care: false });
    expect(answer.body).toMatchObject({
      ok: true,
      data: {
        label: 'A001',
        token,
        shortCode,
        code: 'YJS-01',
        name: '企业开办一件事',
        bookedFor: Date.parse('2026-11-24T09:00:00+08:00'),
        area: { name: 'A 区' },
      },
    });
    for (const key of [token, shortCode, PHONE.slice(-6)]) {
      const again = await kiosk.post('/api/check-in', { key });
      expect(again.body).toMatchObject({ code: 'already-arrived', data: { label: 'A001', token } });
    }
    const receipt = (await new Browser(relay).get(`/api/receipts/${token}`)).body as unknown as ReceiptView;
    expect(receipt.ticket).toMatchObject({ label: 'A001', bookedFor: Date.parse('2026-11-24T09:00:00+08:00') });
    expect(receipt.booking?.phase).toBe('arrived');
    const { state } = relay.relay.hall.engine;
    expect(state.devices.get([...state.tickets.values()][0]?.takenBy ?? 0)).toMatchObject({ label: 'K9' });
  });

  test('[BK15] late: among the walk-ins, and the slip can say so', async () => {
    const relay = await startRelay();
    const { token } = await book(relay);
    await onTuesday(relay, '09:16');
    const answer = await (await pairedKiosk(relay)).post('/api/check-in', { key: token });
    expect(answer.body).toMatchObject({ ok: true, data: { bookedFor: null } });
    const receipt = (await new Browser(relay).get(`/api/receipts/${token}`)).body as unknown as ReceiptView;
    expect(receipt.ticket).toMatchObject({ lateForBooking: true, bookedFor: null });
  });

  test('two bookings with the same ending: ambiguous until more digits or a code are typed', async () => {
    const relay = await startRelay();
    await book(relay);
    await book(relay, { phone: '13912994410', at: 570 });
    await onTuesday(relay, '08:50');
    const kiosk = await pairedKiosk(relay);
    expect((await kiosk.post('/api/check-in', { key: '4410' })).body).toMatchObject({ code: 'check-in-ambiguous' });
    expect((await kiosk.post('/api/check-in', { key: '344410' })).body).toMatchObject({ ok: true });
    // The first one has come: the ending now means the other.
    expect((await kiosk.post('/api/check-in', { key: '4410' })).body).toMatchObject({ ok: true });
  });

  test('of another day, an unknown one, an expired one, and not from a phone', async () => {
    const relay = await startRelay();
    const { token } = await book(relay);
    const kiosk = await pairedKiosk(relay);
    expect((await kiosk.post('/api/check-in', { key: token })).body).toMatchObject({
      code: 'booking-not-today',
      data: { date: '2026-11-24', at: 540 },
    });
    for (const key of ['4410', 'x', 'ABCD1234', 'y'.repeat(22)]) {
      expect((await kiosk.post('/api/check-in', { key })).body).toMatchObject({ code: 'booking-unknown' });
    }
    expect((await new Browser(relay).post('/api/check-in', { key: token })).body).toMatchObject({
      code: 'device-not-paired',
    });
    relay.wall.now = Date.parse('2026-11-25T09:00:00+08:00');
    await relay.relay.hall.tick();
    expect((await kiosk.post('/api/check-in', { key: token })).body).toMatchObject({
      code: 'booking-expired',
      data: { date: '2026-11-24', at: 540 },
    });
    expect(await bookingNow(relay, token)).toMatchObject({ phase: 'missed', mayChange: false });
  });

  test('trying phone endings is rationed', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1)
      statuses.push((await kiosk.post('/api/check-in', { key: `000${index % 10}` })).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
