import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  accepted,
  mayAct,
  refused,
  roles,
  type Asker,
  type RefusalCode,
  type Result,
  type Role,
} from '#lib/domain/index.ts';
import type { Account } from '../identity/accounts.ts';
import type { Device } from '../identity/devices.ts';
import { isOfThisMachine } from './caller.ts';
import { cookie, DEVICE_COOKIE } from './cookies.ts';
import type { Visitors } from './visitors.ts';

export interface Admitted {
  person: Account | null;
  device: Device | null;
}

/** Lets a request in by the table's row of its route. */
export class Admission {
  readonly #visitors: Visitors;
  readonly #machineToken: string;

  /** `machineToken`: with it programs of other computers read figures; empty: none may. */
  constructor(visitors: Visitors, machineToken: string) {
    this.#visitors = visitors;
    this.#machineToken = machineToken;
  }

  /** Refusals: not-signed-in, password-change-needed, role-may-not, device-not-paired. */
  admit(request: IncomingMessage, who: readonly Asker[]): Result<Admitted, RefusalCode> {
    const session = this.#visitors.session(request);
    const device = this.#visitors.device(request) ?? null;
    const known = { person: session?.account ?? null, device };
    if (who.includes('anyone') || who.includes('holder')) return accepted(known);
    if (who.includes('machine')) return this.#isMachine(request) ? accepted(known) : refused('role-may-not');
    if (who.includes('revoked')) return this.#revoked(request);
    if (who.includes('person') && session) return accepted(known);
    if (device && (who.includes('device') || (who.includes('kiosk') && device.surfaces.includes('kiosk'))))
      return accepted(known);
    if (who.includes('device') || who.includes('kiosk')) return refused('device-not-paired');
    if (!session) return refused('not-signed-in');
    if (session.account.mustChangePassword) return refused('password-change-needed');
    const allowed = who.filter((asker): asker is Role => (roles as readonly string[]).includes(asker));
    return mayAct(session.account.roles, allowed) ? accepted(known) : refused('role-may-not');
  }

  #revoked(request: IncomingMessage): Result<Admitted, RefusalCode> {
    const device = this.#visitors.devices.byToken(cookie(request, DEVICE_COOKIE));
    return device?.revoked ? accepted({ person: null, device }) : refused('device-not-paired');
  }

  #isMachine(request: IncomingMessage): boolean {
    if (isOfThisMachine(request)) return true;
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return this.#machineToken !== '' && timingSafeEqual(digest(given), digest(this.#machineToken));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
