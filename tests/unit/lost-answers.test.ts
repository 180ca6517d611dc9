import { describe, expect, test } from 'vitest';
import { emptyContent } from '#lib/domain/index.ts';
import { hashToken, newToken } from '#lib/features/kiosk/token.ts';
import { NEXT_TOKEN, tokenOf } from '#lib/features/papers/notice-common.ts';
import { PaperDesk } from '#lib/features/printing/paper-desk.ts';
import { takeForSomebody } from '#lib/features/take/take-for-somebody.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { TestHall } from './domain/test-hall.ts';

describe('an answer that was lost with the line', () => {
  test('[T3] a renewed receipt: the papers bear the code that the ledger names, old or new', () => {
    const [old, next] = [newToken(), newToken()];
    const content = { ...emptyContent(), marks: { token: old, [NEXT_TOKEN]: next } };
    expect(tokenOf(content, { tokens: [hashToken(next)] })).toBe(next);
    expect(tokenOf(content, { tokens: [hashToken(old)] })).toBe(old);
    expect(tokenOf(content)).toBe(old);
  });

  test('[TA4] a number taken by staff: without the line it is taken again for the same person, by the same token', async () => {
    const { setup } = new TestHall();
    const [code] = Object.keys(setup.routes);
    const sent: { kind: string; tokenHash: string }[] = [];
    const hall = {
      isUp: true,
      setup: setup,
      session: { publicUrl: '', practice: true, staff: { account: '0317' } },
      series: { letter: 'K', nextTicketNumber: () => Promise.resolve({ ok: true, value: 1 }) },
      now: () => Date.parse('2026-11-23T02:06:00Z'),
      dispatch(kind: string, body: { tokenHash: string }) {
        sent.push({ kind, tokenHash: body.tokenHash });
        if (kind !== 'take') return Promise.resolve({ ok: true, value: null });
        hall.isUp = false;
        return Promise.resolve({ ok: false, code: 'answer-lost' });
      },
    };
    const papers = new PaperDesk();
    papers.printTicket = () => Promise.resolve({ ok: true });
    const wish = { code: code ?? '', priority: '', care: false } as const;
    const taken = await takeForSomebody(hall as unknown as HallStore, papers, wish);
    expect(taken).toMatchObject({ ok: true });
    expect(sent.map(({ kind }) => kind)).toEqual(['take', 'takeAlone']);
    expect(sent[1]?.tokenHash).toBe(sent[0]?.tokenHash);
  });
});
