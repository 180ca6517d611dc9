import {
  windowState,
  type Entry,
  type EventBody,
  type HallState,
  type Matter,
  type Ticket,
} from '#lib/domain/index.ts';
import { Violation } from '../conformance/violation.ts';

/** A number that people were sent to a window for, as it was in the hall and not only in a ledger. */
interface Call {
  incarnation: string;
  /** Its fact's id; '' for a call by the hall. */
  row: string;
  inLedger: boolean;
  isOver: boolean;
}

/**
 * What really happened: who announced which number when, and what the ledger knew of it then. The law of custody: nobody
 * announces a number while another device's call of it is not over by the ledger, but by a release that the ledger has.
 */
export class Truth {
  readonly #calls = new Map<string, Call[]>();
  /** Numbers that a recorded release has freed from somebody who may be calling. */
  readonly #excused = new Set<string>();
  /** Calls without the line by their facts' ids. */
  readonly #alone = new Map<string, Call>();
  readonly #stored = new Set<string>();
  readonly #handedOver = new Map<string, string>();
  /** What was done and is nowhere, or waits for ever. */
  readonly losses: string[] = [];
  /** Calls by rights that an entry had given which went with the lost disk, and which nobody had kept. */
  readonly #orphans = new Set<string>();
  /** Numbers that were at two windows after a recorded release, and that a person was told of. */
  readonly #doubles = new Set<string>();
  readonly #told = new Set<string>();

  /** The device has stored a call of the hall. The same one again, by another page or after a power cut, is no news. */
  stored(token: string, incarnation: string, round: number, inLedger: boolean): void {
    const key = `${token} ${round} ${incarnation}`;
    if (this.#stored.has(key)) return;
    this.#stored.add(key);
    this.announce(token, incarnation, '', inLedger);
  }

  /** The device has called: people are sent to its window now. `inLedger`: the ledger has it in force. */
  announce(token: string, incarnation: string, row: string, inLedger: boolean): void {
    const calls = this.#calls.get(token) ?? [];
    const other = calls.find((call) => !call.isOver && call.incarnation !== incarnation);
    if (other) {
      this.#doubles.add(token);
      if (!this.#excused.has(token)) {
        throw new Violation(
          `double: ${token} at ${incarnation} (${row || 'hall'}) and at ${other.incarnation} (${other.row || 'hall'})`,
        );
      }
    }
    const same = calls.find((call) => !call.isOver && call.incarnation === incarnation && call.row === row);
    if (same) {
      same.inLedger ||= inLedger;
      return;
    }
    const call = { incarnation, row, inLedger, isOver: false };
    this.#calls.set(token, [...calls.filter(({ isOver }) => !isOver), call]);
    if (row !== '') this.#alone.set(row, call);
  }

  /** A bundle leaves a desk: once, by whomever. */
  handOver(dossier: string, row: string): void {
    const before = this.#handedOver.get(dossier);
    this.#handedOver.set(dossier, row);
    if (before !== undefined && !this.#excused.has(dossier))
      throw new Violation(`double: bundle ${dossier} by ${before} and by ${row}`);
  }

  /** Committed. `before`: the state that it met. `row`: the id of the fact that it came of. */
  committed(entry: Entry, before: HallState, row: string): void {
    for (const event of entry.events) this.#follow(event, before, row);
  }

  /** Called without the line, and the hall has decided it: with or without an event, it is known. */
  heard(row: string): void {
    const call = this.#alone.get(row);
    if (call) call.inLedger = true;
  }

  lost(what: string): void {
    this.losses.push(what);
  }

  excuse(token: string): void {
    this.#excused.add(token);
  }

  isExcused(token: string): boolean {
    return this.#excused.has(token);
  }

  /** The disk was lost: `isKept` says whether the ledger that came back has a call of the hall. */
  diskLost(isKept: (token: string, incarnation: string) => boolean): void {
    for (const [token, calls] of this.#calls) {
      for (const call of calls) if (call.inLedger) call.inLedger = isKept(token, call.incarnation);
    }
  }

  /** Its device has called by a right that nobody knows any more: a person is told of it. */
  orphaned(row: string): void {
    this.#orphans.add(row);
  }

  /** A fact of a window that the hall would not take: a call that is nowhere. */
  refused(row: string, kind: string, code: string): void {
    this.lost(`a fact was refused: ${row} ${kind} ${code}`);
  }

  /** It has spoken after a lost disk: of its calls those count on that it still brings; a person is told of others. */
  listed(incarnation: string, brings: readonly string[]): void {
    for (const calls of this.#calls.values()) {
      for (const call of calls) {
        if (call.incarnation === incarnation && !call.inLedger && !brings.includes(call.row)) call.isOver = true;
      }
    }
  }

  #follow(event: EventBody, before: HallState, row: string): void {
    switch (event.kind) {
      case 'called':
      case 'announced':
        if (row !== '' && this.#alone.has(row)) this.heard(row);
        // A call by the hall counts from when its device has stored it: then it is in the ledger already.
        return;
      case 'conflict':
        this.#told.add(before.tickets.get(event.ticket)?.token ?? '');
        if (event.act === 'callAlone') this.#unfit(row, event.found, before, before.tickets.get(event.ticket));
        return;
      case 'late':
        if (event.act === 'callAlone') this.#over(row);
        return;
      case 'waiting':
      case 'missed':
      case 'parked':
      case 'transferred':
      case 'finished':
      case 'left':
      case 'dayEnded':
        this.#end(before.tickets.get(event.ticket));
        return;
      case 'undone':
        this.#undone(before, before.tickets.get(event.ticket));
        return;
      case 'windowClosed':
        this.#released(before, event.window, row);
        return;
      case 'forceReleased':
        for (const ticket of before.tickets.values()) {
          if (
            ticket.holder === event.holder ||
            (before.missing.has(event.holder) && ticket.id <= before.suspectThrough)
          )
            this.excuse(ticket.token);
        }
        for (const { custody, dossier } of before.matters.values()) if (custody === event.holder) this.excuse(dossier);
        return;
      case 'matterConflict':
        if (event.act === 'handOver') this.#bundleStays(row, before.matters.get(event.matter));
        return;
      default:
    }
  }

  #end(ticket: Ticket | undefined): void {
    for (const call of this.#calls.get(ticket?.token ?? '') ?? []) if (call.inLedger) call.isOver = true;
  }

  /** P6: only a bundle that a recorded release has freed may be found elsewhere by who has handed it over. */
  #bundleStays(row: string, matter: Matter | undefined): void {
    if (!matter || this.#excused.has(matter.dossier)) return;
    this.lost(`a handover was lost: ${row} ${matter.dossier}`);
  }

  /** It is at the window again, as it was. */
  #undone(before: HallState, ticket: Ticket | undefined): void {
    const was = ticket?.before;
    if (!was || was.window === null || (was.phase !== 'called' && was.phase !== 'serving')) return;
    const { device } = windowState(before, was.window);
    this.announce(was.token, before.devices.get(device)?.incarnation ?? '', '', true);
  }

  #over(row: string): void {
    this.heard(row);
    const call = this.#alone.get(row);
    if (call) call.isOver = true;
  }

  /**
   * CU11: only a number that a recorded release has freed may be found called elsewhere; or one that the same device's own
   * acts, of another page, have left elsewhere in the ledger; or one whose call was over, or whose right was given, by an
   * entry that went with the disk: a person is told.
   */
  #unfit(row: string, found: string, before: HallState, ticket: Ticket | undefined): void {
    this.heard(row);
    if (found !== 'called-elsewhere' && found !== 'ticket-unknown') return;
    if (this.#alone.get(row)?.isOver) return;
    const { device } = windowState(before, ticket?.window ?? 0);
    const own = [device, ticket?.last.device ?? 0].map((no) => before.devices.get(no)?.incarnation ?? '-');
    if (own.some((incarnation) => row.startsWith(`${incarnation}.`))) return;
    if (this.#orphans.has(row) || (ticket && this.#excused.has(ticket.token))) this.#over(row);
    else this.lost(`a call was lost: ${row} ${ticket?.token} ${found}`);
  }

  /** Closed by somebody else than its device: that one may go on with the number that it has there. */
  #released(before: HallState, no: number, row: string): void {
    const window = before.windows.get(no);
    const incarnation = before.devices.get(window?.device ?? 0)?.incarnation ?? '';
    if (row.startsWith(`${incarnation}.`)) return;
    const ticket = before.tickets.get(window?.ticket ?? 0);
    if (ticket) this.excuse(ticket.token);
  }
}
