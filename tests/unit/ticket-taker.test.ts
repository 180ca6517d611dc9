import { describe, expect, test } from 'vitest';
import type { Decision, DeviceDb, OutboxRow, RowDraft } from '#lib/store/device-db.ts';
import { httpSender, type Sender } from '#lib/features/kiosk/sender.ts';
import { TicketTaker, type Alone, type AloneFor, type Wish } from '#lib/features/kiosk/ticket-taker.ts';
import { OwnNumbers } from '#lib/features/kiosk/own-numbers.svelte.ts';
import { hashToken, newToken } from '#lib/features/kiosk/token.ts';

const wish: Wish = { day: '2026-11-23', code: 'YJS-01', care: false, setup: 1, at: 1000 };

/** What stays when the page is reloaded. */
class Disk {
  rows: OutboxRow[] = [];
  readonly kept = new Map<string, unknown>();
  isFull = false;
  /** Keys that are not written, and `rows` that are not dropped, from now on. */
  readonly refuses = new Set<string>();
  #n = 0;

  open(): DeviceDb {
    return {
      incarnation: 'kiosk',
      vanished: false,
      addRow: async (draft: RowDraft) => {
        if (this.isFull) throw new Error('QuotaExceededError');
        this.#n += 1;
        const id = `kiosk.${this.#n}`;
        const row = { ...draft, place: '', n: this.#n, id, text: JSON.stringify({ id, after: null, ...draft }) };
        this.rows.push(row);
        return row;
      },
      rows: async () => [...this.rows],
      settle: async (id: string) => {
        if (this.refuses.has('rows')) throw new Error('QuotaExceededError');
        this.rows = this.rows.filter((row) => row.id !== id);
      },
      get: async <T>(key: string) => this.kept.get(key) as T | undefined,
      put: async (key: string, value: unknown) => {
        if (this.refuses.has(key)) throw new Error('QuotaExceededError');
        this.kept.set(key, value);
      },
      remove: async (key: string) => void this.kept.delete(key),
      entries: async <T>(prefix: string) =>
        [...this.kept].flatMap(([key, value]) => (key.startsWith(prefix) ? [{ key, value: value as T }] : [])),
      nextNumber: async (key: string) => {
        const n = ((this.kept.get(key) as number | undefined) ?? 0) + 1;
        this.kept.set(key, n);
        return n;
      },
      isBehind: async () => false,
      onRowsChanged: () => () => undefined,
    };
  }
}

/** A hall that knows what it has decided. */
class HallStub {
  readonly texts: string[] = [];
  readonly #decided = new Map<string, Decision>();
  refusal: Decision | null = null;

  decide(text: string): Decision {
    this.texts.push(text);
    const { id } = JSON.parse(text) as { id: string };
    const data = {
      ticket: 5,
      label: `A02${this.#decided.size + 1}`,
      ahead: 12,
      estimate: null,
      takenAt: 2000,
      shortCode: 'M8D4R3WP',
    };
    const decision = this.#decided.get(id) ?? this.refusal ?? { id, ok: true as const, from: 1, to: 2, data };
    this.#decided.set(id, decision);
    return decision;
  }

  get sender(): Sender {
    return {
      attempt: async (row) => ({ state: 'decided', decision: this.decide(row.text) }),
      untilDecided: async (row) => this.decide(row.text),
      once: async (row) => this.decide(row.text),
    };
  }
}

const never: Sender = {
  attempt: () => new Promise(() => undefined),
  untilDecided: () => new Promise(() => undefined),
  once: () => new Promise(() => undefined),
};
/** The line is dead: whoever may give up does. */
const dead: Sender = {
  attempt: async () => ({ state: 'no-answer' }),
  untilDecided: async (_, giveUp) => (giveUp?.() ? null : new Promise(() => undefined)),
  once: async (row) => ({ id: row.id, ok: false, code: 'line-down' }),
};
const alone: Alone = { letter: 'AK', keepOvernight: false, takenAt: 1_700_000_000_000 };

function taker(disk: Disk, sender: Sender, aloneFor: AloneFor = () => null): TicketTaker {
  let count = 0;
  return new TicketTaker(
    async () => disk.open(),
    sender,
    () => `token-${(count += 1)}`,
    () => 5000,
    aloneFor,
  );
}

describe('taking a number', () => {
  test('the row holds the hash of the token and never the token', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    const outcome = await taker(disk, hall.sender).take(wish);
    expect(outcome).toMatchObject({ ok: true, ticket: { label: 'A021', token: 'token-1', code: 'YJS-01', prints: 0 } });
    const sent = JSON.parse(hall.texts[0] ?? '') as { kind: string; class: string; body: unknown };
    expect(sent).toMatchObject({ kind: 'take', class: 'request' });
    expect(sent.body).toEqual({
      day: '2026-11-23',
      code: 'YJS-01',
      care: false,
      tokenHash: hashToken('token-1'),
      channel: 'kiosk',
    });
    expect(hall.texts[0]).not.toContain('token-1');
    expect(disk.rows).toEqual([]);
  });

  test('a reload in the middle sends the same text and prints the one number', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    void taker(disk, never).take(wish);
    await expect.poll(() => disk.rows.length).toBe(1);
    const text = disk.rows[0]?.text;
    const { pending } = await taker(disk, hall.sender).resume();
    expect(await pending).toMatchObject({ ok: true, ticket: { label: 'A021', token: 'token-1', prints: 0 } });
    expect(hall.texts).toEqual([text]);
    expect(disk.rows).toEqual([]);
  });

  test('a reload after the decision and before the print resumes to printing', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    await taker(disk, hall.sender).take(wish);
    const { pending, given } = await taker(disk, hall.sender).resume();
    expect(pending).toBeNull();
    expect(given).toMatchObject({ label: 'A021', prints: 0 });
  });

  test('a reload after the print does not print by itself', async () => {
    const disk = new Disk();
    const first = taker(disk, new HallStub().sender);
    const outcome = await first.take(wish);
    if (!outcome.ok) throw new Error('refused');
    await first.markPrinted(outcome.ticket);
    expect((await taker(disk, never).resume()).given).toMatchObject({ prints: 1 });
    await first.forget();
    expect((await taker(disk, never).resume()).given).toBeNull();
  });

  test('a refusal comes with its code and figures and leaves nothing behind', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    hall.refusal = { id: 'kiosk.1', ok: false, code: 'contingent-used-up', data: { windows: [3, 4] } };
    const outcome = await taker(disk, hall.sender).take(wish);
    expect(outcome).toEqual({ ok: false, code: 'contingent-used-up', data: { windows: [3, 4] } });
    expect(disk.rows).toEqual([]);
  });

  test('what cannot be stored is not sent', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    disk.isFull = true;
    expect(await taker(disk, hall.sender).take(wish)).toMatchObject({ ok: false, code: 'not-saved-here' });
    expect(hall.texts).toEqual([]);
  });

  test.each(['kiosk-current', 'rows'])(
    'a number that the hall has given is shown although the disk refuses (%s), and to nobody else later',
    async (refused) => {
      const disk = new Disk();
      disk.refuses.add(refused);
      const first = taker(disk, new HallStub().sender);
      expect(await first.take(wish)).toMatchObject({ ok: true, ticket: { label: 'A021', token: 'token-1' } });
      // Until its person has gone a reload finds it.
      expect(disk.rows.map(({ kind }) => kind)).toEqual(['take']);
      disk.refuses.clear();
      await first.forget();
      expect(await taker(disk, never).resume()).toEqual({ pending: null, given: null });
    },
  );

  test('a number that the hall has given after a reload is shown although nothing can be read or written', async () => {
    const disk = new Disk();
    void taker(disk, never).take(wish);
    await expect.poll(() => disk.rows.length).toBe(1);
    const db = disk.open();
    const broken = async (): Promise<never> => Promise.reject(new Error('InvalidStateError'));
    const reloaded = new TicketTaker(
      async () => ({ ...db, get: broken, put: broken, settle: broken }),
      new HallStub().sender,
      () => 'token-9',
      () => 5000,
    );
    const { pending } = await reloaded.resume();
    expect(await pending).toMatchObject({ ok: true, ticket: { label: 'A021', code: 'YJS-01', token: '' } });
  });

  test('a refusal is said although the disk refuses', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    hall.refusal = { id: 'kiosk.1', ok: false, code: 'queue-closed' };
    disk.refuses.add('rows');
    expect(await taker(disk, hall.sender).take(wish)).toEqual({ ok: false, code: 'queue-closed', data: {} });
  });

  test('rows of other surfaces on the same machine are left alone', async () => {
    const disk = new Disk();
    const db = disk.open();
    const draft = { class: 'fact' as const, setup: 1, staff: '0317', at: 0 };
    await db.addRow({ ...draft, kind: 'finish', body: { ticket: 3 } });
    await db.addRow({ ...draft, kind: 'callHelp', class: 'request', staff: null, body: { day: 'x', from: 'kiosk' } });
    await taker(disk, never).resume();
    expect(disk.rows.map((row) => row.kind)).toEqual(['finish']);
  });
});

describe('without the line', () => {
  test('[TA2] a number of the own series is stored before it is shown, and none comes twice', async () => {
    const disk = new Disk();
    const first = await taker(disk, dead).takeAlone(wish, alone);
    const second = await taker(disk, dead).takeAlone(wish, alone);
    expect([first, second]).toMatchObject([
      { ok: true, ticket: { label: 'AK001', alone: true, estimate: null, prints: 0 } },
      { ok: true, ticket: { label: 'AK002', alone: true } },
    ]);
    expect(
      disk.rows.map(({ kind, class: kindOf, body }) => [kind, kindOf, (body as { number: number }).number]),
    ).toEqual([
      ['takeAlone', 'fact', 1],
      ['takeAlone', 'fact', 2],
    ]);
    expect(disk.rows[0]?.text).not.toContain('token-1');
  });

  test('[TA2] a full disk gives no number', async () => {
    const disk = new Disk();
    disk.isFull = true;
    expect(await taker(disk, dead).takeAlone(wish, alone)).toMatchObject({ ok: false, code: 'not-saved-here' });
  });

  test.each(['kiosk-current', 'kiosk-shown-alone', 'rows'])(
    '[TA2] a number whose row is stored is shown although the disk refuses (%s), and to nobody else later',
    async (refused) => {
      const disk = new Disk();
      disk.refuses.add(refused);
      const first = taker(disk, dead, () => alone);
      expect(await first.take(wish)).toMatchObject({ ok: true, ticket: { label: 'AK001', token: 'token-1' } });
      disk.refuses.clear();
      await first.forget();
      expect(await taker(disk, never).resume()).toEqual({ pending: null, given: null });
    },
  );

  test('[TA2] numbers begin again the next day, except where the queue is kept', async () => {
    const disk = new Disk();
    const kept = { ...alone, letter: 'BK', keepOvernight: true };
    for (const day of ['2026-11-23', '2026-11-24']) {
      await taker(disk, dead).takeAlone({ ...wish, day }, alone);
      await taker(disk, dead).takeAlone({ ...wish, day }, kept);
    }
    expect(disk.rows.map(({ body }) => (body as { number: number }).number)).toEqual([1, 1, 1, 2]);
    expect([...disk.kept.keys()].filter((key) => key.includes('2026-11-23'))).toEqual([]);
  });

  test('[TA4] a wish that nobody answers gets a number of the own series, under the same token', async () => {
    const disk = new Disk();
    const outcome = await taker(disk, dead, () => alone).take(wish);
    expect(outcome).toMatchObject({ ok: true, ticket: { label: 'AK001', token: 'token-1' } });
    expect(disk.rows.map(({ kind, body }) => [kind, (body as { tokenHash: string }).tokenHash])).toEqual([
      ['takeAlone', hashToken('token-1')],
    ]);
  });

  test('a page that goes between storing and showing shows it after the reload, with its token', async () => {
    const disk = new Disk();
    const db = disk.open();
    const cut = new TicketTaker(
      async () => ({
        ...db,
        put: async (key, value) => (key === 'kiosk-current' ? new Promise(() => undefined) : db.put(key, value)),
      }),
      dead,
      () => 'token-9',
      () => 5000,
    );
    void cut.takeAlone(wish, alone);
    await expect.poll(() => disk.rows.length).toBe(1);
    const { given } = await taker(disk, dead).resume();
    expect(given).toMatchObject({ label: 'AK001', token: 'token-9', prints: 0, takenAt: alone.takenAt });
    await taker(disk, dead).forget();
    expect((await taker(disk, dead).resume()).given).toBeNull();
  });

  test('slips are sent in order when the line is back, and stay while the hall does not decide them', async () => {
    const disk = new Disk();
    const hall = new HallStub();
    await taker(disk, dead).takeAlone(wish, alone);
    await taker(disk, dead).takeAlone(wish, alone);
    let sender: Sender = { ...dead, attempt: async () => ({ state: 'not-decided', code: 'device-not-paired' }) };
    let now = 0;
    const own = new OwnNumbers({
      device: async () => disk.open(),
      get sender() {
        return sender;
      },
      fetch: async () => new Response(JSON.stringify({ series: { letter: 'K', until: '2026-11-30' } })),
      now: () => (now += 1_000_000),
    });
    await own.start();
    expect([own.unsent, own.letterOn('2026-11-23')]).toEqual([2, null]);
    await own.beat();
    expect(own.unsent).toBe(2);
    sender = hall.sender;
    const texts = disk.rows.map(({ text }) => text);
    await own.beat();
    expect(hall.texts).toEqual(texts);
    expect([own.unsent, own.letterOn('2026-11-30'), own.letterOn('2026-12-01')]).toEqual([0, 'K', null]);
  });
});

describe('sending', () => {
  const row = { id: 'kiosk.1', text: '{"id":"kiosk.1"}' };
  const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

  test('the same text again and again until the hall has decided', async () => {
    const answers: (() => Response)[] = [
      () => {
        throw new TypeError('Failed to fetch');
      },
      () => answer(503, { code: 'not-saved-at-hall' }),
      () => answer(429, { code: 'too-many-requests' }),
      () => answer(200, { id: 'kiosk.1', ok: true, from: 1, to: 1 }),
    ];
    const bodies: unknown[] = [];
    const pauses: number[] = [];
    const sender = httpSender({
      fetch: async (_url, init) => {
        bodies.push(init.body);
        const next = answers.shift();
        if (!next) throw new Error('asked too often');
        return next();
      },
      pause: async (attempt) => void pauses.push(attempt),
    });
    expect(await sender.untilDecided(row)).toMatchObject({ ok: true });
    expect(bodies).toEqual([row.text, row.text, row.text, row.text]);
    expect(pauses).toEqual([0, 1, 2]);
  });

  test('a refusal that is no decision ends it with its code', async () => {
    const sender = httpSender({
      fetch: async () => answer(401, { code: 'device-not-paired' }),
      pause: async () => undefined,
    });
    expect(await sender.untilDecided(row)).toEqual({ id: 'kiosk.1', ok: false, code: 'device-not-paired' });
  });

  test('once: a line that is down is a refusal', async () => {
    const sender = httpSender({
      fetch: async () => {
        throw new TypeError('Failed to fetch');
      },
      pause: async () => undefined,
    });
    expect(await sender.once(row)).toMatchObject({ ok: false, code: 'line-down' });
  });
});

describe('tokens', () => {
  test('22 characters for 128 bits, never the same', () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{22}$/);
  });

  test('the hash is the first 16 bytes of SHA-256 over the text', () => {
    // printf 'abc' | sha256sum → ba7816bf8f01cfea414140de5dae2223…
    expect(Buffer.from(hashToken('abc'), 'base64url').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223');
  });
});
