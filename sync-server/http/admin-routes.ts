import { roles, type RefusalCode, type Result, type Role, type Setup } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Audit } from '../oversight/audit.ts';
import type { SetupDraft } from '../rooms/setup-draft.ts';
import { answer, json, readObject, refuse, text } from './reply.ts';
import { personOf, type Exchange, type Route } from './router.ts';
import { readSetup } from './setup-schema.ts';
import type { Visitors } from './visitors.ts';

/** Longest setup that may be published: a catalogue of a thousand items. */
const LARGEST_SETUP = 4 * 1024 * 1024;

/** People, published setups, and ending the practice. */
export function adminRoutes(hall: Hall, visitors: Visitors, draft: SetupDraft, audit: Audit): Route[] {
  const { accounts } = visitors;

  /** Validates the shape, then the whole. Refusals: setup-invalid, in-use. */
  const publish = async (exchange: Exchange, value: unknown): Promise<Result<{ version: number }, RefusalCode>> => {
    const setup = readSetup(value);
    const published = setup.ok ? await hall.publish(setup.value as Setup) : setup;
    const by = personOf(exchange).account;
    if (published.ok) audit.note('setup-published', { account: by, about: String(published.value.version) });
    return published;
  };

  return [
    [
      'GET',
      '/api/staff',
      ({ response }) =>
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
    ],
    [
      'POST',
      '/api/staff',
      async (exchange) => {
        const { request, response } = exchange;
        const body = await readObject(request);
        const asked = Array.isArray(body?.['roles']) ? (body['roles'] as unknown[]) : [];
        const known = asked.filter((role): role is Role => (roles as readonly unknown[]).includes(role));
        if (!body || known.length !== asked.length) return refuse(response, 'bad-request', { field: 'roles' });
        const department = text(body, 'department');
        if (department !== '' && !hall.setup.departments.some((candidate) => candidate.id === department)) {
          return refuse(response, 'bad-request', { field: 'department' });
        }
        const account = text(body, 'account');
        const created = await accounts.create({
          account,
          name: text(body, 'name'),
          roles: known,
          department: department || null,
        });
        if (created.ok) audit.note('account-created', { account: personOf(exchange).account, about: account });
        answer(response, created);
      },
    ],
    [
      'POST',
      '/api/staff/:account/password',
      async (exchange) => {
        const { response, params } = exchange;
        const account = params['account'] ?? '';
        const person = personOf(exchange);
        // A supervisor helps the floor; an administrator's password is for administrators.
        if (accounts.get(account)?.roles.includes('administrator') && !person.roles.includes('administrator'))
          return refuse(response, 'role-may-not');
        const reset = await accounts.resetPassword(account);
        if (reset.ok) audit.note('password-reset', { account: person.account, about: account });
        answer(response, reset);
      },
    ],
    [
      'POST',
      '/api/staff/:account/active',
      async (exchange) => {
        const { request, response, params } = exchange;
        const body = await readObject(request);
        const active = body?.['active'];
        if (typeof active !== 'boolean') return refuse(response, 'bad-request', { field: 'active' });
        const account = params['account'] ?? '';
        const by = personOf(exchange).account;
        // Nobody locks the hall's last door behind themselves.
        if (!active && by === account) return refuse(response, 'bad-request', { field: 'account' });
        const changed = await accounts.setActive(account, active);
        if (changed.ok) audit.note(active ? 'account-on' : 'account-off', { account: by, about: account });
        answer(response, changed);
      },
    ],
    [
      'POST',
      '/api/setup',
      async (exchange) => {
        const body = await readObject(exchange.request, LARGEST_SETUP);
        if (!body) return refuse(exchange.response, 'too-large');
        answer(exchange.response, await publish(exchange, body));
      },
    ],
    [
      'POST',
      '/api/setup/publish-draft',
      async (exchange) => {
        answer(exchange.response, await draft.publish((setup) => publish(exchange, setup)));
      },
    ],
    [
      'POST',
      '/api/hall/open',
      async (exchange) => {
        const opened = await hall.openForReal();
        if (opened.ok) audit.note('hall-opened', { account: personOf(exchange).account });
        answer(exchange.response, opened);
      },
    ],
  ];
}
