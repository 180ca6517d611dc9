import type { IncomingMessage } from 'node:http';
import { isHallDate, mayAct } from '#lib/domain/index.ts';
import type { Account } from '../identity/accounts.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import type { Recovery, Said } from '../recovery/recovery.ts';
import type { AloneCall, RoomCopy } from '../recovery/recovery-record.ts';
import { recoveryView } from '../recovery/recovery-report.ts';
import type { Tuples } from '../recovery/chains.ts';
import type { Hall } from '../hall/hall.ts';
import { answer, json, readObject, refuse } from './reply.ts';
import type { Route } from './router.ts';
import type { Visitors } from './visitors.ts';

const EPOCH = /^[a-z0-9-]{1,40}$/;
const HEAD = /^[0-9a-f]{64}$/;
const GRANT = /^[\w-]{1,40}\/\d{4}-\d\d-\d\d\/[\d.]{1,30}$/;
const DOSSIER = /^[\w-]{22}$/;
const MOST = { rooms: 8, calls: 500, rows: 2000, setups: 50, dossiers: 500 } as const;
/** A part of a day, and a whole setup. */
const LARGEST = 1024 * 1024;
/** What a hall that is recovering serves beside its pages. */
const SERVED = /^\/api\/(session|setup\/\d+|recovery(\/|$)|devices|staff|pairings|audit|quarantine)/;

/** Whether a path waits until the hall has recovered: everything that shows or changes its day. */
export function waitsForRecovery(hall: Hall, request: IncomingMessage): boolean {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (!hall.isRecovering || !path.startsWith('/api/')) return false;
  if (request.method === 'POST' && /^\/api\/setup(\/publish-draft)?$/.test(path)) return true;
  return !SERVED.test(path);
}

/** Devices that come back after a lost disk, and who opens the hall again. */
export function recoveryRoutes(recovery: Recovery | null, visitors: Visitors, dossiers: Dossiers): Route[] {
  return [
    [
      'POST',
      '/api/recovery/check-in',
      async ({ request, response }) => {
        const device = visitors.device(request);
        if (!device) return refuse(response, 'device-not-paired');
        const body = await readObject(request, LARGEST);
        const said = body && readSaid(body);
        if (!said) return refuse(response, 'bad-request');
        if (!recovery) return json(response, 200, { state: 'open', want: [], wantSetups: [], isWaiting: false });
        json(response, 200, await recovery.checkIn(device.incarnation, said));
      },
    ],
    [
      'POST',
      '/api/recovery/entries',
      async ({ request, response }) => {
        const device = visitors.device(request);
        if (!device) return refuse(response, 'device-not-paired');
        const body = await readObject(request, LARGEST);
        const { day, epoch, from, entries } = body ?? {};
        const isPart =
          isRoom({ day, epoch }) && isCount(from) && Array.isArray(entries) && entries.every(Array.isArray);
        if (!recovery || !isPart) return refuse(response, 'bad-request');
        const part = { day: String(day), epoch: String(epoch), from, tuples: entries as Tuples[] };
        answer(response, await recovery.bring(device.incarnation, part));
      },
    ],
    [
      'POST',
      '/api/recovery/setup',
      async ({ request, response }) => {
        if (!visitors.device(request)) return refuse(response, 'device-not-paired');
        const body = await readObject(request, LARGEST);
        if (!recovery || !isCount(body?.['version'])) return refuse(response, 'bad-request');
        answer(response, await recovery.setups.bring(body['version'], body['setup']));
      },
    ],
    [
      'GET',
      '/api/recovery',
      async ({ request, response }) => {
        const person = keeperOf(visitors, request);
        if (typeof person === 'string') return refuse(response, person);
        json(response, 200, { recovery: recovery && (await recoveryView(recovery)) });
      },
    ],
    [
      'POST',
      '/api/recovery/open',
      async ({ request, response }) => {
        const person = keeperOf(visitors, request);
        if (typeof person === 'string') return refuse(response, person);
        if (!recovery) return refuse(response, 'hall-already-open');
        answer(response, await recovery.open(person.account));
      },
    ],
    [
      'POST',
      '/api/recovery/devices/:incarnation/leave-out',
      async ({ request, response, params }) => {
        const person = keeperOf(visitors, request);
        if (typeof person === 'string') return refuse(response, person);
        const body = await readObject(request);
        if (!recovery || typeof body?.['leftOut'] !== 'boolean') return refuse(response, 'bad-request');
        answer(response, await recovery.leaveOut(params['incarnation'] ?? '', body['leftOut']));
      },
    ],
    [
      'POST',
      '/api/dossiers/erased',
      async ({ request, response }) => {
        if (!visitors.device(request)) return refuse(response, 'device-not-paired');
        const ids = (await readObject(request))?.['ids'];
        const isList = Array.isArray(ids) && ids.length <= MOST.dossiers;
        if (!isList || !ids.every((id) => typeof id === 'string' && DOSSIER.test(id)))
          return refuse(response, 'bad-request', { field: 'ids' });
        json(response, 200, { erased: await dossiers.erasedAmong(ids as string[]) });
      },
    ],
  ];
}

/** Who answers for the hall. */
function keeperOf(
  visitors: Visitors,
  request: IncomingMessage,
): Account | 'not-signed-in' | 'role-may-not' | 'password-change-needed' {
  const account = visitors.session(request)?.account;
  if (!account) return 'not-signed-in';
  if (account.mustChangePassword) return 'password-change-needed';
  return mayAct(account.roles, ['supervisor', 'administrator']) ? account : 'role-may-not';
}

function readSaid(body: Record<string, unknown>): Said | null {
  const { rooms, called, terminal, rows, setups } = body;
  if (!Array.isArray(rooms) || rooms.length > MOST.rooms || !rooms.every(isCopy)) return null;
  if (!Array.isArray(called) || called.length > MOST.calls || !called.every(isCall)) return null;
  if (!Array.isArray(rows) || rows.length > MOST.rows || !rows.every((row) => typeof row === 'string')) return null;
  if (!Array.isArray(setups) || setups.length > MOST.setups || !setups.every(isCount)) return null;
  if (terminal !== 0 && !(isCount(terminal) && terminal <= 999)) return null;
  return {
    rooms: rooms.map(({ day, epoch, seq, head }) => ({ day, epoch, seq, head })),
    called: called.map(({ day, ticket, grant }) => ({ day, ticket, grant })),
    terminal,
    rows,
    setups,
  };
}

function isCopy(value: unknown): value is RoomCopy {
  const { seq, head } = (value ?? {}) as Partial<RoomCopy>;
  return isRoom(value) && isCount(seq) && typeof head === 'string' && HEAD.test(head);
}

function isCall(value: unknown): value is AloneCall {
  const { day, ticket, grant } = (value ?? {}) as Partial<AloneCall>;
  return (
    typeof day === 'string' && isHallDate(day) && isCount(ticket) && typeof grant === 'string' && GRANT.test(grant)
  );
}

function isRoom(value: unknown): value is Pick<RoomCopy, 'day' | 'epoch'> {
  const { day, epoch } = (value ?? {}) as Partial<RoomCopy>;
  return typeof day === 'string' && isHallDate(day) && typeof epoch === 'string' && EPOCH.test(epoch);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
