import { roles, routeActors, type RefusalCode, type Result, type Role, type Setup } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { SetupDraft } from '../rooms/setup-draft.ts';
import { answer, json, readObject, refuse, text } from './reply.ts';
import type { Exchange, Handler, Route } from './router.ts';
import { readSetup } from './setup-schema.ts';
import type { Visitors } from './visitors.ts';

/** Longest setup that may be published: a catalogue of a thousand items. */
const LARGEST_SETUP = 4 * 1024 * 1024;

/** Validates the shape, then the whole. Refusals: setup-invalid, in-use. */
async function publish(hall: Hall, value: unknown): Promise<Result<{ version: number }, RefusalCode>> {
  const setup = readSetup(value);
  return setup.ok ? hall.publish(setup.value as Setup) : setup;
}

/** People, published setups, and ending the practice. */
export function adminRoutes(hall: Hall, visitors: Visitors, draft: SetupDraft): Route[] {
  const { accounts } = visitors;
  const allowed =
    (right: keyof typeof routeActors, handler: Handler): Handler =>
    (exchange: Exchange) => {
      const person = visitors.person(exchange.request, routeActors[right]);
      if (typeof person === 'string') return refuse(exchange.response, person);
      return handler(exchange);
    };
  return [
    [
      'GET',
      '/api/staff',
      allowed('staff.read', ({ response }) =>
        json(response, 200, {
          people: accounts
            .all()
            .map(({ account, name, roles, department, active, mustChangePassword, lockedUntil }) => ({
              account,
              name,
              roles,
              department,
              active,
              mustChangePassword,
              locked: lockedUntil > hall.clock.wall(),
            })),
        }),
      ),
    ],
    [
      'POST',
      '/api/staff',
      allowed('staff.write', async ({ request, response }) => {
        const body = await readObject(request);
        const asked = Array.isArray(body?.['roles']) ? (body['roles'] as unknown[]) : [];
        const known = asked.filter((role): role is Role => (roles as readonly unknown[]).includes(role));
        if (!body || known.length !== asked.length) return refuse(response, 'bad-request', { field: 'roles' });
        const department = text(body, 'department');
        if (department !== '' && !hall.setup.departments.some((candidate) => candidate.id === department)) {
          return refuse(response, 'bad-request', { field: 'department' });
        }
        answer(
          response,
          await accounts.create({
            account: text(body, 'account'),
            name: text(body, 'name'),
            roles: known,
            department: department || null,
          }),
        );
      }),
    ],
    [
      'POST',
      '/api/staff/:account/password',
      allowed('staff.resetPassword', async ({ response, params, request }) => {
        const account = params['account'] ?? '';
        const target = accounts.get(account);
        const person = visitors.session(request)?.account;
        // A supervisor helps the floor; an administrator's password is for administrators.
        if (target?.roles.includes('administrator') && !person?.roles.includes('administrator'))
          return refuse(response, 'role-may-not');
        answer(response, await accounts.resetPassword(account));
      }),
    ],
    [
      'POST',
      '/api/staff/:account/active',
      allowed('staff.write', async ({ request, response, params }) => {
        const body = await readObject(request);
        if (typeof body?.['active'] !== 'boolean') return refuse(response, 'bad-request', { field: 'active' });
        const account = params['account'] ?? '';
        // Nobody locks the hall's last door behind themselves.
        if (!body['active'] && visitors.session(request)?.account.account === account)
          return refuse(response, 'bad-request', { field: 'account' });
        answer(response, await accounts.setActive(account, body['active']));
      }),
    ],
    [
      'POST',
      '/api/setup',
      allowed('setup.publish', async ({ request, response }) => {
        const body = await readObject(request, LARGEST_SETUP);
        if (!body) return refuse(response, 'too-large');
        answer(response, await publish(hall, body));
      }),
    ],
    [
      'POST',
      '/api/setup/publish-draft',
      allowed('setup.publish', async ({ response }) => {
        answer(response, await draft.publish((setup) => publish(hall, setup)));
      }),
    ],
    [
      'POST',
      '/api/hall/open',
      allowed('hall.open', async ({ response }) => {
        answer(response, await hall.openForReal());
      }),
    ],
  ];
}
