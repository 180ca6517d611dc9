import { maskName } from '#lib/domain/index.ts';
import { json } from './reply.ts';
import type { Route } from './router.ts';
import type { Visitors } from './visitors.ts';

/** Who may be given a service outside hours: for whoever answers one. Names masked; nothing of passwords or sessions. */
export function colleagueRoutes(visitors: Visitors): Route[] {
  return [
    [
      'GET',
      '/api/colleagues',
      ({ response }) =>
        json(response, 200, {
          colleagues: visitors.accounts
            .all()
            .filter(({ active }) => active)
            .map(({ account, name, roles, department }) => ({ account, name: maskName(name), roles, department })),
        }),
    ],
  ];
}
