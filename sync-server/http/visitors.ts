import type { IncomingMessage } from 'node:http';
import { mayAct, type Actor, type Role } from '#lib/domain/index.ts';
import type { Account, Accounts } from '../identity/accounts.ts';
import type { Device, Devices } from '../identity/devices.ts';
import type { Visitor } from '../sockets/ledger-connection.ts';
import { cookie, DEVICE_COOKIE, isSameOrigin, SESSION_COOKIE } from './cookies.ts';

/** Who a request comes from, by its cookies alone. */
export class Visitors {
  readonly accounts: Accounts;
  readonly devices: Devices;

  constructor(accounts: Accounts, devices: Devices) {
    this.accounts = accounts;
    this.devices = devices;
  }

  session(request: IncomingMessage): ReturnType<Accounts['session']> {
    return this.accounts.session(cookie(request, SESSION_COOKIE));
  }

  /** The paired device of the request, unless revoked. */
  device(request: IncomingMessage): Device | undefined {
    const device = this.devices.byToken(cookie(request, DEVICE_COOKIE));
    return device?.revoked ? undefined : device;
  }

  /** The signed-in person, if one of these roles; who must still change a password may do nothing else. */
  person(
    request: IncomingMessage,
    allowed: readonly Actor[],
  ): Account | 'not-signed-in' | 'role-may-not' | 'password-change-needed' {
    const session = this.session(request);
    if (!session) return 'not-signed-in';
    if (session.account.mustChangePassword) return 'password-change-needed';
    return mayAct(session.account.roles, allowed) ? session.account : 'role-may-not';
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
      departmentOf: (account: string) => accounts.get(account)?.department ?? null,
      isLiving: () => accounts.isLiving(session.hash) && devices.get(incarnation)?.revoked === false,
    };
  }
}
