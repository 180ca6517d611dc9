import { describe, expect, test } from 'vitest';
import { heldRounds, qualifiedGrant, type CommandBodies, type CommandKind, type HallState } from '#lib/domain/index.ts';
import { newToken } from '../relay/people.ts';
import { MONDAY_TEN, type TestRelay } from '../relay/start-relay.ts';
import { backup, hallOnDisk, HOUR, openByHand } from './lost-disk-hall.ts';
import { randomFrom, rounds, seedOf } from './rounds.ts';
import { inStep, restoredRelay, WindowPc } from './window-pc.ts';

const ACCOUNTS = ['0317', '0318', '0201'] as const;

/** What people in the hall have seen: numbers on slips, and which window called which. */
class Hall {
  readonly random: () => number;
  readonly printed: string[] = [];
  readonly announced = new Map<string, Set<number>>();
  readonly pcs: WindowPc[] = [];
  /** What happened, for whoever has to find out why. */
  readonly story: string[] = [];
  relay: TestRelay;

  constructor(relay: TestRelay, random: () => number) {
    this.relay = relay;
    this.random = random;
  }

  static windowOf(pc: WindowPc): number {
    return 3 + ACCOUNTS.indexOf(pc.account as (typeof ACCOUNTS)[number]);
  }

  pick<T>(from: readonly T[]): T {
    const value = from[Math.floor(this.random() * from.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** One act of one PC, with its own copy kept as far as it has come. */
  async act(): Promise<void> {
    const pc = this.pick(this.pcs);
    const window = Hall.windowOf(pc);
    const state = pc.counter.state;
    const mine = state.windows.get(window);
    const ticket = mine?.ticket === null || mine?.ticket === undefined ? null : state.tickets.get(mine.ticket);
    const chance = this.random();
    if (mine?.phase !== 'open') await this.ask(pc, 'openWindow', { window });
    else if (chance < 0.5) await this.take(pc);
    else if (!ticket) await this.call(pc, window);
    else if (ticket.phase === 'called') await this.ask(pc, 'begin', { window, ticket: ticket.id });
    else await this.ask(pc, 'finish', { window, ticket: ticket.id, outcome: 'done' });
    await pc.keepLedger();
  }

  async ask<Kind extends CommandKind>(
    pc: WindowPc,
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'>,
  ): Promise<boolean> {
    const decision = await pc.counter.act(kind, body);
    this.tell(pc, `${kind} ${JSON.stringify(body)}: ${decision.ok ? decision.from : decision.code}`);
    return decision.ok;
  }

  tell(pc: WindowPc, what: string): void {
    this.story.push(`window ${Hall.windowOf(pc)}: ${what}`);
  }

  async take(pc: WindowPc): Promise<void> {
    const [code = ''] = Object.keys(this.relay.relay.hall.setup.routes);
    const taken = await pc.counter.act('take', {
      code,
      care: false,
      tokenHash: newToken().tokenHash,
      channel: 'staff',
    });
    if (!taken.ok) throw new Error(taken.code);
    this.printed.push(this.state.tickets.get(taken.from)?.label ?? '');
    this.tell(pc, `takes ${this.printed.at(-1) ?? ''}, entry ${taken.from}`);
  }

  async call(pc: WindowPc, window: number): Promise<void> {
    const called = await pc.counter.act('call', { window, ticket: null });
    if (!called.ok) return;
    const id = pc.counter.state.windows.get(window)?.ticket ?? 0;
    this.heard(pc.counter.state.tickets.get(id)?.label ?? '', window);
    this.tell(pc, `calls ${pc.counter.state.tickets.get(id)?.label ?? ''}, entry ${called.from}`);
    // As a page does: stored here, and said.
    pc.counter.frame(104, JSON.stringify([[id, pc.counter.state.tickets.get(id)?.round]]));
  }

  /** Calls by a right of its own, with what this PC knows of the day; one whose window is free. */
  async callAlone(pc: WindowPc): Promise<void> {
    const { state } = pc.counter;
    const window = Hall.windowOf(pc);
    if (state.windows.get(window)?.phase !== 'open' || state.windows.get(window)?.ticket !== null) return;
    const marks = await pc.db.rights.marks();
    const ticket = (heldRounds(state).get(pc.no) ?? []).find(
      (held) => held.phase === 'waiting' && !marks.has(qualifiedGrant(state, held)),
    );
    if (!ticket) return;
    const grant = qualifiedGrant(state, ticket);
    const body = { day: state.day, window, ticket: ticket.id, round: ticket.round, grant };
    await pc.alone('callAlone', body, grant);
    this.heard(ticket.label, window);
    this.tell(pc, `calls ${ticket.label} alone by ${grant}`);
  }

  heard(label: string, window: number): void {
    this.announced.set(label, (this.announced.get(label) ?? new Set()).add(window));
  }

  get state(): HallState {
    return this.relay.relay.hall.engine.state;
  }

  /** Numbers that two windows have called. */
  get doubles(): string[] {
    return [...this.announced].flatMap(([label, windows]) => (windows.size > 1 ? [label] : []));
  }
}

async function oneRound(random: () => number, story: (hall: Hall) => void): Promise<void> {
  const hall = new Hall(await hallOnDisk(), random);
  story(hall);
  for (const account of ACCOUNTS) hall.pcs.push(await WindowPc.open(hall.relay, account));
  const acts = 12 + Math.floor(random() * 16);
  const backedUpAt = Math.floor(random() * acts);
  let file = '';
  for (let act = 0; act < acts; act += 1) {
    await hall.act();
    if (act !== backedUpAt) continue;
    for (const one of hall.pcs) await one.keepLedger();
    hall.story.push(`backup at entry ${hall.state.seq}`);
    ({ file } = await backup(hall.relay));
  }
  if (random() < 0.5) await inStep(hall.relay, ...hall.pcs);
  // What each PC has kept of it is what the hall comes back from.
  const kept = new Map<WindowPc, number>();
  for (const one of hall.pcs) {
    kept.set(one, one.counter.state.seq);
    hall.tell(one, `has up to ${one.counter.state.seq} of ${hall.state.seq}`);
  }
  await hall.relay.stop();
  for (const one of hall.pcs) {
    await one.keepLedger();
    if (random() < 0.7) await hall.callAlone(one);
  }

  hall.relay = await restoredRelay(file, MONDAY_TEN + HOUR);
  const order = [...hall.pcs].sort(() => random() - 0.5);
  for (const one of order) one.moveTo(hall.relay);
  const early = order.slice(0, Math.floor(random() * (order.length + 1)));
  for (const one of early) {
    await one.browser.signIn(one.account);
    hall.tell(one, `comes back: ${await one.comeBack()}`);
  }
  const { hall: restored } = hall.relay.relay;
  if (restored.isRecovering) await openByHand(hall.relay);
  const reached = hall.relay.relay.recovery?.record.opened?.days.at(-1)?.seq ?? 0;
  hall.story.push(`opened at ${reached} without ${hall.state.missing.size}`);
  for (const one of early) expect(reached).toBeGreaterThanOrEqual(kept.get(one) ?? 0);
  const late = order.filter((one) => !early.includes(one));
  const there: WindowPc[] = [];
  for (const one of [...early, ...late]) {
    await one.browser.signIn(one.account);
    expect(await one.comeBack()).toBe('open');
    hall.tell(one, `is there: ${JSON.stringify(await one.join())}`);
    there.push(one);
    hall.pcs.splice(0, hall.pcs.length, ...there);
    for (let act = 0; act < 4; act += 1) await hall.act();
  }
  expect(restored.engine.state.missing.size).toBe(0);
  for (let act = 0; act < 12; act += 1) await hall.act();
  expect(hall.doubles).toEqual([]);
  expect(new Set(hall.printed).size).toBe(hall.printed.length);
  await inStep(hall.relay, ...hall.pcs);
}

describe('lost disks at random', () => {
  test(
    '[CU14] no number is given twice, none is called at two windows, and what a PC has brought is there',
    async () => {
      const first = seedOf('lost-disk-rounds');
      const count = rounds({ short: 3, long: 120 });
      for (let seed = first; seed < first + count; seed += 1) {
        let hall: Hall | null = null;
        await oneRound(randomFrom(seed), (begun) => (hall = begun)).catch((error: unknown) => {
          const { story = [] } = hall ?? {};
          throw new Error(`FAULT_SEED=${seed}\n${story.join('\n')}`, { cause: error });
        });
      }
    },
    30 * 60_000,
  );
});
