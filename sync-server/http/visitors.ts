import type { IncomingMessage } from 'node:http';
import type { Role } from '#lib/domain/index.ts';
import type { Accounts } from '../identity/accounts.ts';
import type { Device, Devices } from '../identity/devices.ts';
import type { Visitor } from '../sockets/visitor.ts';
import { cookie, DEVICE_COOKIE, isSameOrigin, SESSION_COOKIE } from './cookies.ts';

/** Who a request comes from, by its cookies alone. */
export class Visitors {
  readonly accounts: Accounts;
  readonly devices: Devices;

  constructor(accounts: Accounts, devices: Devices) {
    this.accounts = accounts;
    this.devices = devices;
  }

  /** The living session of the request; none on a device that was revoked. */
  session(request: IncomingMessage): ReturnType<Accounts['session']> {
    const session = this.accounts.session(cookie(request, SESSION_COOKIE));
    return session && this.devices.get(session.session.incarnation)?.revoked ? undefined : session;
  }

  /** The paired device of the request, unless revoked. */
  device(request: IncomingMessage): Device | undefined {
    const device = this.devices.byToken(cookie(request, DEVICE_COOKIE));
    return device?.revoked ? undefined : device;
  }

  /** For a websocket upgrade. */
  visitor(request: IncomingMessage): Visitor | 'bad-origin' | null {
    if (!isSameOrigin(request)) return 'bad-origin';
    const session = this.session(request);
    const device = this.device(request);
    if (!session || !device || session.account.mustChangePassword) return null;
    if (session.session.incarnation !== device.incarnation) return null;
    const { accounts, devices } = this;
    const { incarnation } = device;
    return {
      sessionHash: session.hash,
      account: session.account.account,
      roles: session.account.roles,
      department: session.account.department,
      incarnation,
      label: device.label,
      rolesOf: (account: string): readonly Role[] | null => {
        const known = devices.get(incarnation)?.staff.includes(account);
        const person = accounts.get(account);
        return known && person?.active ? person.roles : null;
      },
      isInactive: (account: string) =>
        devices.get(incarnation)?.staff.includes(account) === true && accounts.get(account)?.active === false,
      departmentOf: (account: string) => accounts.get(account)?.department ?? null,
      isLiving: () => accounts.sessions.isLiving(session.hash) && devices.get(incarnation)?.revoked === false,
    };
  }
}
