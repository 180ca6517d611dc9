import { expect, test } from 'vitest';
import type { Decision, OutboxRow } from '../../../src/lib/store/device-db.ts';
import { handInLate } from '../../../src/lib/store/late-rows.ts';

function row(n: number, commandClass: OutboxRow['class'] = 'fact'): OutboxRow {
  const id = `an-incarnation-of-a-pc.${n}`;
  return {
    n,
    id,
    class: commandClass,
    kind: 'begin',
    staff: '0317',
    place: 'hall/1',
    at: 0,
    body: {},
    text: `row ${n}`,
  };
}

class Rows {
  rows: OutboxRow[];
  settled: Decision[] = [];

  constructor(rows: OutboxRow[]) {
    this.rows = rows;
  }

  settle(decision: Decision): Promise<void> {
    this.settled.push(decision);
    this.rows = this.rows.filter(({ id }) => id !== decision.id);
    return Promise.resolve();
  }
}

const aside = (text: string): Decision => ({ id: text, ok: false, code: 'quarantined' });

test('a revoked PC hands in its facts in order and in parts, and drops each with its answer', async () => {
  const outbox = new Rows([row(0, 'request'), ...Array.from({ length: 120 }, (_, index) => row(index + 1))]);
  const parts: (readonly string[])[] = [];
  await handInLate(outbox, (rows) => {
    parts.push(rows);
    return Promise.resolve({ ok: true, value: { decisions: rows.map(aside) } });
  });
  expect(parts.map((part) => part.length)).toEqual([50, 50, 20]);
  expect(parts.flat()).toEqual(Array.from({ length: 120 }, (_, index) => `row ${index + 1}`));
  expect(outbox.settled[0]).toEqual({ id: 'an-incarnation-of-a-pc.1', ok: false, code: 'quarantined' });
  expect(outbox.rows.map(({ class: kind }) => kind)).toEqual(['request']);
});

test('a PC that belongs to the hall, or has no line, keeps its rows; without facts nobody is asked', async () => {
  const outbox = new Rows([row(1), row(2)]);
  let asked = 0;
  const heard: string[] = [];
  for (const code of ['device-not-paired', 'line-down', 'not-saved-at-hall', 'too-many-requests'] as const) {
    const answer = await handInLate(outbox, () => {
      asked += 1;
      return Promise.resolve({ ok: false, code });
    });
    heard.push(answer);
  }
  expect(outbox.settled).toEqual([]);
  expect(asked).toBe(4);
  // A cut line and a hall that is busy pass; a PC that belongs to the hall has nothing to hand in.
  expect(heard).toEqual(['done', 'later', 'later', 'later']);
  await handInLate(new Rows([row(1, 'request')]), () => Promise.reject(new Error('asked')));
});

test('where the hall has no more room the rest stays here', async () => {
  const outbox = new Rows([row(1), row(2), row(3)]);
  await handInLate(outbox, (rows) =>
    Promise.resolve({
      ok: true,
      value: {
        decisions: rows.map((text, index) =>
          index === 1 ? { ...aside(text), code: 'too-many-requests' as const } : aside(text),
        ),
      },
    }),
  );
  expect(outbox.rows.map(({ n }) => n)).toEqual([2, 3]);
});
