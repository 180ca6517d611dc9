import {
  bundleRight,
  heldBundles,
  heldRounds,
  qualifiedGrant,
  windowState,
  type HallState,
  type Matter,
} from '#lib/domain/index.ts';
import { chooseAlone, type AloneChoice, type AloneView } from '#lib/store/call-alone.ts';
import { isLeft } from '#lib/store/device-rights.ts';
import { unsureRounds } from '#lib/store/unsure-rounds.ts';
import type { ModelDevice } from './custody-device.ts';
import { chooseAnybody, keyOf, tokenOf, type Tab } from './custody-page.ts';

/** What a device does with its rights: each act is one transaction over its database. */
export class ModelRights {
  readonly #device: ModelDevice;

  constructor(device: ModelDevice) {
    this.#device = device;
  }

  choose(tab: Tab, ticket: number | null): AloneChoice | null {
    const state = this.#device.proposed(tab);
    const marks = this.#device.marksOf(tab);
    const { broken } = this.#device.world;
    const view: AloneView = {
      state,
      device: this.#device.numberIn(state),
      policy: this.#device.world.setup.policy,
      t: this.#device.t(state),
      isMarked: (grant) => broken !== '2-ignores-marks' && marks.has(grant),
      isUnsure: unsureRounds(
        tab.state,
        broken === '9-calls-while-unsure' ? [] : this.#device.disk.rows,
        this.#device.isCopyBehind(tab),
      ),
      stored: this.#device.disk.stored,
    };
    if (broken === '2-own-queues') return chooseAnybody(view, this.#device.window);
    const chosen = chooseAlone(view, this.#device.window, ticket);
    return chosen.ok ? chosen.value : null;
  }

  /** CU5: mark and row in one transaction, or there was no call. */
  callByRight(tab: Tab, choice: AloneChoice, seen: string | null): boolean {
    const marks = this.#device.marksOf(tab);
    if (marks.has(choice.grant) && this.#device.world.broken !== '2-ignores-marks') return false;
    if ((this.#device.disk.stored?.key ?? null) !== seen) return false;
    if (!marks.has(choice.grant)) marks.set(choice.grant, { mark: 'called', byHall: false });
    const row = this.#device.add(tab, 'callAlone', { window: this.#device.window, ...choice });
    this.#device.world.truth.announce(tokenOf(tab.state, choice.ticket), this.#device.incarnation, row.id, false);
    return true;
  }

  /** 5 left out: people are called, and the disk would not take it. */
  callWithoutStoring(tab: Tab, choice: AloneChoice): void {
    this.#device.world.truth.announce(
      tokenOf(tab.state, choice.ticket),
      this.#device.incarnation,
      `${this.#device.incarnation}.unstored`,
      false,
    );
  }

  /** CU8: stores the hall's call for its window and says so. */
  storeCall(tab: Tab): void {
    const { state } = tab;
    const no = this.#device.numberIn(state);
    const window = windowState(state, this.#device.window);
    const ticket = state.tickets.get(window.ticket ?? 0);
    if (no === 0 || window.device !== no || !ticket || ticket.phase !== 'called' || ticket.announced) return;
    if (isLeft(this.#device.disk.rows, this.#device.window, ticket.id) || this.#device.isCopyBehind(tab)) return;
    const key = keyOf(state, ticket);
    if (this.#device.disk.stored?.key !== key) {
      this.#device.disk.stored = { key, label: ticket.label, window: this.#device.window };
      const marks = this.#device.marksOf(tab);
      const grant = qualifiedGrant(state, ticket);
      if (ticket.holder === no && !marks.has(grant)) marks.set(grant, { mark: 'called', byHall: true });
      const now = [...this.#device.world.ledger().tickets.values()].find(({ token }) => token === ticket.token);
      const isInForce = now?.round === ticket.round && now.window === this.#device.window && now.phase === 'called';
      this.#device.world.truth.stored(ticket.token, this.#device.incarnation, ticket.round, isInForce);
    }
    this.#device.world.send(this.#device, { type: 'stored', ticket: ticket.id, round: ticket.round });
  }

  /** CU12: marks everything that it holds as given. Answers the rights that were. */
  giveAll(tab: Tab): string[] {
    const state = this.#device.proposed(tab);
    const no = this.#device.numberIn(state);
    const rounds = (heldRounds(state).get(no) ?? []).map((ticket) => qualifiedGrant(state, ticket));
    const grants = [...rounds];
    return this.#device.world.broken === '12-releases-without-marking' ? grants : this.give(tab, grants, state).gave;
  }

  /** CU6: as `DeviceRights.give`. */
  give(tab: Tab, grants: readonly string[], state = tab.state): { gave: string[]; called: string[] } {
    const marks = this.#device.marksOf(tab);
    const [gave, called]: [string[], string[]] = [[], []];
    for (const grant of grants) {
      const kept = marks.get(grant);
      if (!kept) marks.set(grant, { mark: 'given', byHall: false });
      if (!kept || kept.mark === 'given' || (kept.byHall && this.#isTakenBack(state, grant))) gave.push(grant);
      else called.push(grant);
    }
    return { gave, called };
  }

  #isTakenBack(state: HallState, grant: string): boolean {
    const no = this.#device.numberIn(state);
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket?.holder === no && qualifiedGrant(state, ticket) === grant) return true;
    }
    return false;
  }

  // Bundles

  /** P6: a bundle that it keeps, whose right is not used: right marked and row stored, or nothing happened. */
  handOver(tab: Tab): boolean {
    const matter = this.#ownBundle(tab);
    if (!matter) return false;
    const grant = bundleRight(matter);
    this.#device.marksOf(tab).set(grant, { mark: 'called', byHall: false });
    const row = this.#device.add(tab, 'handOver', { dossier: matter.dossier, by: 'self', grant });
    this.#device.world.truth.handOver(matter.dossier, row.id);
    return true;
  }

  /** P6: the keeper lets go, after the mark. */
  letGo(tab: Tab): void {
    const matter = this.#ownBundle(tab);
    if (!matter) return;
    this.#device.marksOf(tab).set(bundleRight(matter), { mark: 'given', byHall: false });
    this.#device.add(tab, 'releaseCustody', { dossier: matter.dossier });
  }

  #ownBundle(tab: Tab): Matter | undefined {
    const state = this.#device.proposed(tab);
    const marks = this.#device.marksOf(tab);
    const own = heldBundles(state).get(this.#device.numberIn(state)) ?? [];
    const isUsed = (matter: Matter): boolean =>
      this.#device.world.broken !== '2-ignores-marks' && marks.has(bundleRight(matter));
    return own.find((matter) => !isUsed(matter));
  }
}
