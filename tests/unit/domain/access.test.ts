import { describe, expect, test } from 'vitest';
import {
  commandActors,
  commandClasses,
  isCommandKind,
  readCommand,
  refusalCodes,
  roles,
  roomActors,
  mayAsk,
  routeAccess,
  type RouteAccess,
  type RouteName,
  surfaceActors,
  type Actor,
  type CommandKind,
} from '#lib/domain/index.ts';
import { actorOf, codeOf, DAY, TestHall } from './test-hall.ts';

const actors: Actor[] = [...roles, 'kiosk', 'applicant'];
const kinds = Object.keys(commandClasses) as CommandKind[];
const pairs = kinds.flatMap((kind) => actors.map((actor) => [actor, kind] as const));

function codeFor(kind: CommandKind, actor: Actor): string | null {
  const hall = new TestHall();
  const body = {
    window: 1,
    ticket: 2,
    code: hall.codeOf('B'),
    care: false,
    tokenHash: 'x'.repeat(22),
    channel: 'staff',
    queue: 'B',
    place: 'last',
    outcome: 'done',
    item: 'x',
    document: 'ticket',
    reason: 'lunch',
    from: 'kiosk',
    call: 1,
    dossier: 'd'.repeat(22),
    date: DAY,
    at: 600,
    until: 630,
    service: 'extended',
    visit: 'v'.repeat(22),
    level: 5,
    aspects: [],
  };
  return codeOf(hall.act(kind, body, actorOf(actor)));
}

describe('who may do what', () => {
  test('[A1] every kind of command has its row in the table, and no other', () => {
    expect(Object.keys(commandActors).sort()).toEqual([...kinds].sort());
  });

  test.each(pairs)('[A2] %s: %s is decided by the table', (actor, kind) => {
    const code = codeFor(kind, actor);
    if (commandActors[kind].includes(actor)) expect(code).not.toBe('role-may-not');
    else expect(code).toBe('role-may-not');
  });

  test('[A2] a board and somebody without a role may do nothing', () => {
    for (const kind of kinds) {
      const hall = new TestHall();
      const board = { surface: 'board' as const, device: 9, staff: 0, roles: roles };
      const nobody = { surface: 'staff' as const, device: 9, staff: 9, roles: [] };
      for (const by of [board, nobody])
        expect(codeOf(hall.act(kind, { window: 1, ticket: 1, queue: 'B' } as never, by))).toBe('role-may-not');
    }
  });

  test('[A2] a kiosk gains nothing from roles of the person before it', () => {
    const by = { surface: 'kiosk' as const, device: 1, staff: 0, roles };
    expect(codeOf(new TestHall().act('releaseWindow', { window: 1 }, by))).toBe('role-may-not');
  });

  test('[A3] ledgers are for staff; an applicant, a kiosk and a board read JSON', () => {
    expect(roomActors['ledger']).toEqual(expect.arrayContaining([...roles]));
    expect(roomActors['ledger']).not.toContain('kiosk');
    expect(roomActors['ledger']).not.toContain('applicant');
  });

  test('[A4] surfaces are open to known actors only, and setup and people only to administrators', () => {
    for (const row of Object.values(surfaceActors)) for (const actor of row) expect(roles).toContain(actor);
    const routes: RouteName[] = [
      'POST /api/setup',
      'POST /api/setup/publish-draft',
      'POST /api/staff',
      'POST /api/hall/open',
    ];
    for (const route of routes) {
      expect(roles.filter((role) => mayAsk(route, [role]))).toEqual(['administrator']);
    }
    expect(roles.filter((role) => mayAsk('GET /api/ratings/texts', [role]))).toEqual(['supervisor']);
    expect(mayAsk('POST /api/commands', [...roles])).toBe(false);
  });

  test('[A5] these routes are for anybody; one more is a decision that shows here', () => {
    const open = (Object.keys(routeAccess) as RouteName[]).filter((route) => {
      const { who }: RouteAccess = routeAccess[route];
      return who.includes('anyone');
    });
    expect(open.sort()).toEqual([
      'DELETE /api/session',
      'GET /api/bookings/offers',
      'GET /api/pairings/:id',
      'GET /api/session',
      'GET /health',
      'POST /api/bookings',
      'POST /api/pairings',
      'POST /api/pairings/claim',
      'POST /api/session',
    ]);
  });

  test('[A2] a reviewer decides and delivers, and does nothing at a counter; an administrator does neither', () => {
    const own = ['decidePart', 'deliver', 'madeGood', 'printedPaper'];
    for (const kind of kinds) {
      if (!own.includes(kind)) expect(codeFor(kind, 'reviewer')).toBe('role-may-not');
      expect(codeFor(kind, 'administrator')).toBe('role-may-not');
    }
  });
});

describe('the form of a command', () => {
  const take = { day: DAY, code: 'QY-01', care: false, tokenHash: 'x'.repeat(22), channel: 'kiosk' };

  test('[F1] a well-formed one is read as it is', () => {
    expect(readCommand('take', take)).toEqual({ ok: true, value: { kind: 'take', body: take } });
    expect(readCommand('call', { day: DAY, window: 1, ticket: null }).ok).toBe(true);
  });

  test.each([
    ['an unknown kind', 'grant', take, 'kind'],
    ['a kind from a prototype', 'toString', take, 'kind'],
    ['no body', 'take', null, 'body'],
    ['a list as body', 'take', [], 'body'],
    ['no day', 'call', { window: 1, ticket: null }, 'day'],
    ['a day that does not exist', 'call', { day: '2026-02-30', window: 1, ticket: null }, 'day'],
    ['a window 0', 'openWindow', { day: DAY, window: 0 }, 'window'],
    ['a window 1.5', 'openWindow', { day: DAY, window: 1.5 }, 'window'],
    ['a ticket as text', 'call', { day: DAY, window: 1, ticket: '3' }, 'ticket'],
    ['an unknown outcome', 'finish', { day: DAY, window: 1, ticket: 2, outcome: 'great' }, 'outcome'],
    ['an unknown place', 'transfer', { day: DAY, window: 1, ticket: 2, queue: 'B', place: 'middle' }, 'place'],
    ['an unknown priority', 'take', { ...take, priority: 'vip' }, 'priority'],
    ['a token of another length', 'take', { ...take, tokenHash: 'x' }, 'tokenHash'],
    ['a name in a field for keys', 'pause', { day: DAY, window: 1, reason: '午餐' }, 'reason'],
    ['a field too many', 'take', { ...take, name: '张三' }, 'name'],
    [
      'a prototype as field',
      'take',
      JSON.parse(
        `{"__proto__":1,"day":"${DAY}","code":"x","care":false,"tokenHash":"${'x'.repeat(22)}","channel":"kiosk"}`,
      ),
      '__proto__',
    ],
  ])('[F1] %s is refused and the field is named', (_, kind, body, field) => {
    expect(readCommand(kind, body)).toEqual({ ok: false, code: 'bad-request', data: { field } });
  });

  test('[F1] every kind has a shape, a class and is recognised', () => {
    for (const kind of kinds) {
      expect(isCommandKind(kind)).toBe(true);
      expect(readCommand(kind, {})).toMatchObject({ data: { field: 'day' } });
    }
  });

  test('[F2] classes are those of the contract', () => {
    const requests = kinds.filter((kind) => commandClasses[kind] === 'request');
    expect(requests).toEqual(
      expect.arrayContaining(['openWindow', 'take', 'call', 'transfer', 'reopen', 'leave', 'undo']),
    );
    for (const fact of [
      'recall',
      'noShow',
      'begin',
      'park',
      'resume',
      'finish',
      'pause',
      'closeWindow',
      'printed',
    ] as const) {
      expect(commandClasses[fact]).toBe('fact');
    }
  });

  test('[F3] refusal codes are unique', () => {
    expect(new Set(refusalCodes).size).toBe(refusalCodes.length);
  });
});
