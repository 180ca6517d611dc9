import { accepted, checkName, refused, type RefusalCode, type Result, type Surface } from '#lib/domain/index.ts';
import { OneByOne } from '../one-by-one.ts';
import type { Storage } from '../storage/storage.ts';
import { hashOfToken, newPairingCode, newToken } from './secrets.ts';

export interface Device {
  incarnation: string;
  /** One browser profile may be several surfaces. */
  surfaces: Surface[];
  label: string;
  tokenHash: string;
  pairedAt: number;
  revoked: boolean;
  /** Accounts that have signed in on it: whose facts it may bring. */
  staff: string[];
}

export interface Pairing {
  id: string;
  surface: 'kiosk' | 'board';
  incarnation: string;
  code: string;
  secretHash: string;
  askedAt: number;
  /** Set when a supervisor has confirmed; the device then fetches its credential once. */
  label: string | null;
}

/** A pairing that nobody confirmed is forgotten after this. */
const PAIRING = 15 * 60_000;
const MOST_PENDING = 30;

/** Browser profiles that belong to the hall: staff PCs by sign-in, kiosks and boards by pairing. */
export class Devices {
  readonly #storage: Storage;
  readonly #wall: () => number;
  #devices = new Map<string, Device>();
  #links = new Map<string, { surface: 'kiosk' | 'board'; label: string }>();
  readonly #pairings = new Map<string, Pairing>();
  readonly #onRevoked = new Set<(incarnation: string) => void>();
  /** A change rests on the one before: who signs in while a device is revoked does not bring it back. */
  readonly #changes = new OneByOne();

  constructor(storage: Storage, wall: () => number) {
    this.#storage = storage;
    this.#wall = wall;
  }

  async load(): Promise<void> {
    this.#devices = await this.#storage.list<Device>('device');
    this.#links = await this.#storage.list('pairing-link');
  }

  all(): Device[] {
    return [...this.#devices.values()];
  }

  get(incarnation: string): Device | undefined {
    return this.#devices.get(incarnation);
  }

  pending(): Pairing[] {
    const since = this.#wall() - PAIRING;
    for (const [id, pairing] of this.#pairings) if (pairing.askedAt < since) this.#pairings.delete(id);
    return [...this.#pairings.values()].filter((pairing) => pairing.label === null);
  }

  onRevoked(listener: (incarnation: string) => void): void {
    this.#onRevoked.add(listener);
  }

  byToken(token: string | undefined): Device | undefined {
    if (!token) return undefined;
    const hash = hashOfToken(token);
    for (const device of this.#devices.values()) if (device.tokenHash === hash) return device;
    return undefined;
  }

  /** A staff PC becomes a device of the hall when somebody signs in on it. Refusals: device-revoked, device-not-yours. */
  signedIn(
    incarnation: string,
    account: string,
    token: string | undefined,
  ): Promise<Result<{ token: string | null }, RefusalCode>> {
    return this.#changes.run(() => this.#signedIn(incarnation, account, token));
  }

  async #signedIn(
    incarnation: string,
    account: string,
    token: string | undefined,
  ): Promise<Result<{ token: string | null }, RefusalCode>> {
    const existing = this.#devices.get(incarnation);
    if (existing?.revoked) return refused('device-revoked');
    const known = existing !== undefined && token !== undefined && existing.tokenHash === hashOfToken(token);
    // A clerk who has cleared the cookies signs in anew; a kiosk's identity is not to be had that way.
    if (existing && !known && existing.surfaces.some((surface) => surface !== 'staff'))
      return refused('device-not-yours');
    const fresh = known ? null : newToken();
    // Whoever comes without the device's credential brings nobody else's facts.
    const staff = known ? [...new Set([...existing.staff, account])] : [account];
    await this.#save({
      incarnation,
      surfaces: [...new Set<Surface>([...(existing?.surfaces ?? []), 'staff'])],
      label: existing?.label ?? '',
      pairedAt: existing?.pairedAt ?? this.#wall(),
      revoked: false,
      tokenHash: fresh === null ? (existing?.tokenHash ?? '') : hashOfToken(fresh),
      staff,
    });
    return accepted({ token: fresh });
  }

  /** A new kiosk or board asks; a supervisor confirms by the code on its screen. */
  ask(
    surface: 'kiosk' | 'board',
    incarnation: string,
  ): Result<{ id: string; secret: string; code: string }, RefusalCode> {
    // The oldest goes: somebody who only asks cannot keep a real kiosk out.
    const [oldest] = this.pending();
    if (oldest && this.pending().length >= MOST_PENDING) this.#pairings.delete(oldest.id);
    if (this.#devices.get(incarnation)?.revoked) return refused('device-revoked');
    for (const [id, pairing] of this.#pairings) if (pairing.incarnation === incarnation) this.#pairings.delete(id);
    const taken = new Set(this.pending().map((pairing) => pairing.code));
    let code = newPairingCode();
    while (taken.has(code)) code = newPairingCode();
    const id = newToken().slice(0, 22);
    const secret = newToken();
    this.#pairings.set(id, {
      id,
      surface,
      incarnation,
      code,
      secretHash: hashOfToken(secret),
      askedAt: this.#wall(),
      label: null,
    });
    return accepted({ id, secret, code });
  }

  /** Refusals: pairing-code-invalid, and those of `checkName` for the device's name. */
  confirm(code: string, label: string): Result<Pairing, RefusalCode> {
    const pairing = this.pending().find((candidate) => candidate.code === code);
    if (!pairing) return refused('pairing-code-invalid');
    const name = checkName(label);
    if (!name.ok) return name;
    pairing.label = name.value;
    return accepted(pairing);
  }

  /** What the asking device sees; on `confirmed` it gets its credential. */
  async poll(
    id: string,
    secret: string,
  ): Promise<{ state: 'pending' | 'gone' } | { state: 'confirmed'; token: string }> {
    this.pending();
    const pairing = this.#pairings.get(id);
    if (!pairing || pairing.secretHash !== hashOfToken(secret)) return { state: 'gone' };
    if (pairing.label === null) return { state: 'pending' };
    this.#pairings.delete(id);
    const paired = await this.#pair(pairing.incarnation, pairing.surface, pairing.label);
    return paired.ok ? { state: 'confirmed', token: paired.value.token } : { state: 'gone' };
  }

  /** A one-time link that pairs without a supervisor; its secret is returned and only its hash kept. */
  async newLink(surface: 'kiosk' | 'board', label: string): Promise<string> {
    const token = newToken();
    const hash = hashOfToken(token);
    await this.#storage.commit([{ op: 'put', table: 'pairing-link', key: hash, value: { surface, label } }]);
    this.#links.set(hash, { surface, label });
    return token;
  }

  async claim(token: string, incarnation: string, surface: string): Promise<Result<{ token: string }, RefusalCode>> {
    const hash = hashOfToken(token);
    const link = this.#links.get(hash);
    if (!link || link.surface !== surface) return refused('pairing-code-invalid');
    if (this.#devices.get(incarnation)?.revoked) return refused('device-revoked');
    this.#links.delete(hash);
    await this.#storage.commit([{ op: 'delete', table: 'pairing-link', key: hash }]);
    return this.#pair(incarnation, link.surface, link.label);
  }

  revoke(incarnation: string): Promise<Result<null, RefusalCode>> {
    return this.#changes.run(async () => {
      const device = this.#devices.get(incarnation);
      if (!device) return refused('device-not-paired');
      await this.#save({ ...device, revoked: true });
      for (const listener of this.#onRevoked) listener(incarnation);
      return accepted(null);
    });
  }

  #pair(incarnation: string, surface: Surface, label: string): Promise<Result<{ token: string }, 'device-revoked'>> {
    return this.#changes.run(() => this.#paired(incarnation, surface, label));
  }

  /** One that was revoked since it asked stays so. */
  async #paired(
    incarnation: string,
    surface: Surface,
    label: string,
  ): Promise<Result<{ token: string }, 'device-revoked'>> {
    const token = newToken();
    const existing = this.#devices.get(incarnation);
    if (existing?.revoked) return refused('device-revoked');
    const staff = existing?.staff ?? [];
    const surfaces = [...new Set<Surface>([...(existing?.surfaces ?? []), surface])];
    await this.#save({
      incarnation,
      surfaces,
      label,
      tokenHash: hashOfToken(token),
      pairedAt: this.#wall(),
      revoked: false,
      staff,
    });
    return accepted({ token });
  }

  async #save(device: Device): Promise<void> {
    await this.#storage.commit([{ op: 'put', table: 'device', key: device.incarnation, value: device }]);
    this.#devices.set(device.incarnation, device);
  }
}
