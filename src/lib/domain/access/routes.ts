import { mayAct, type Actor } from './permissions.ts';
import type { Role } from './roles.ts';

/**
 * Who asks over HTTP. A role is a signed-in person who has it; `person` anybody signed in, also who must change the
 * password first; `device` any browser profile that belongs to the hall, `kiosk` one that is paired as such; `revoked`
 * one that no longer belongs; `holder` who has the token or short code in the path; `machine` a program on this
 * computer, or with the token of the settings.
 */
export type Asker = Role | 'person' | 'device' | 'kiosk' | 'revoked' | 'holder' | 'machine' | 'anyone';

export interface RouteAccess {
  who: readonly Asker[];
  /** Also served where phones outside the hall come in. */
  outside?: boolean;
}

const anyone = { who: ['anyone'] } as const;
const outside = { who: ['anyone'], outside: true } as const;
const holder = { who: ['holder'], outside: true } as const;
const administrators = { who: ['administrator'] } as const;
const deviceKeepers = { who: ['supervisor', 'administrator'] } as const;

/** The one table of every route and who may use it. The router serves none that is not in it. */
export const routeAccess = {
  'GET /health': outside,
  'GET /metrics': { who: ['machine'] },
  'GET /api/session': outside,
  'POST /api/session': anyone,
  'DELETE /api/session': anyone,
  'POST /api/session/password': { who: ['person'] },
  'GET /api/sessions': { who: ['person'] },
  'POST /api/sessions/:id/revoke': { who: ['person'] },
  'GET /api/staff/sessions': administrators,
  'POST /api/staff/sessions/:id/revoke': administrators,
  'GET /api/setup/:version': { who: ['person', 'device'] },
  'POST /api/setup': administrators,
  'POST /api/setup/publish-draft': administrators,
  'POST /api/commands': { who: ['kiosk'] },
  'POST /api/series': { who: ['kiosk'] },
  'POST /api/check-in': { who: ['kiosk'] },
  'GET /api/board': { who: ['person', 'device'] },
  'GET /api/board/events': { who: ['person', 'device'] },
  'GET /api/receipts/:key': holder,
  'GET /api/receipts/:key/events': holder,
  'POST /api/receipts/:key/leave': holder,
  'POST /api/receipts/:key/delay': holder,
  'POST /api/receipts/:key/help': holder,
  'POST /api/receipts/:key/ratings': holder,
  'POST /api/receipts/:key/booking/move': holder,
  'POST /api/receipts/:key/booking/cancel': holder,
  'GET /api/receipts/:key/booking.ics': holder,
  'GET /api/ratings/texts': { who: ['supervisor'] },
  'GET /api/bookings/offers': outside,
  'POST /api/bookings': outside,
  'POST /api/pairings': anyone,
  'GET /api/pairings/:id': anyone,
  'POST /api/pairings/claim': anyone,
  'GET /api/devices': deviceKeepers,
  'POST /api/devices/confirm': deviceKeepers,
  'POST /api/devices/:incarnation/revoke': deviceKeepers,
  'GET /api/staff': { who: ['supervisor', 'administrator'] },
  'POST /api/staff': administrators,
  'POST /api/staff/:account/active': administrators,
  /** An administrator's password is for administrators. */
  'POST /api/staff/:account/password': { who: ['supervisor', 'administrator'] },
  'GET /api/colleagues': { who: ['clerk', 'guide', 'pickup', 'chief', 'supervisor'] },
  'GET /api/dossiers/labels': { who: ['clerk', 'chief', 'guide', 'supervisor', 'pickup', 'reviewer'] },
  'POST /api/dossiers/:dossier/erase': administrators,
  'GET /api/matters/:dossier/timeline': { who: ['supervisor', 'chief', 'reviewer', 'clerk', 'pickup'] },
  'POST /api/hall/open': administrators,
  'POST /api/recovery/check-in': { who: ['device'] },
  'POST /api/recovery/entries': { who: ['device'] },
  'POST /api/recovery/setup': { who: ['device'] },
  'GET /api/recovery': deviceKeepers,
  'POST /api/recovery/open': deviceKeepers,
  'POST /api/recovery/devices/:incarnation/leave-out': deviceKeepers,
  'POST /api/dossiers/erased': { who: ['device'] },
  'GET /api/audit': { who: ['supervisor', 'administrator'] },
  'POST /api/quarantine': { who: ['revoked'] },
  'GET /api/quarantine': { who: ['supervisor'] },
  'POST /api/quarantine/:id/settle': { who: ['supervisor'] },
} as const satisfies Record<string, RouteAccess>;

export type RouteName = keyof typeof routeAccess;

/** Whether a signed-in person may use a route by one of their roles. */
export function mayAsk(route: RouteName, roles: readonly Role[]): boolean {
  const { who }: RouteAccess = routeAccess[route];
  return mayAct(
    roles,
    who.filter((asker): asker is Role & Actor => !isNoRole(asker)),
  );
}

function isNoRole(asker: Asker): boolean {
  return ['person', 'device', 'kiosk', 'revoked', 'holder', 'machine', 'anyone'].includes(asker);
}
