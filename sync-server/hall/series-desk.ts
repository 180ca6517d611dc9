import { letterDue, letterOf, type EventBody, type HallState } from '#lib/domain/index.ts';
import type { Hall } from './hall.ts';

/** What a kiosk needs to give numbers by itself: it keeps no ledger. */
export interface OwnSeries {
  letter: string;
  /** The last day it may be used. */
  until: string;
  day: string;
}

/** Gives kiosks in touch the letter of their own series (TA1); counters get theirs with their first command of a day. */
export class SeriesDesk {
  readonly #hall: Hall;

  constructor(hall: Hall) {
    this.#hall = hall;
  }

  /** Null: all letters are given. Rejects when the disk refuses: a letter that is not kept was not given. */
  async give(incarnation: string, label: string): Promise<OwnSeries | null> {
    const { engine } = this.#hall;
    if (letterDue(engine.state, incarnation, 0)) await engine.act((state) => due(state, incarnation, label));
    const { state } = engine;
    const letter = letterOf(state.letters, incarnation, state.day);
    return letter === null ? null : { letter, until: state.letters.get(incarnation)?.until ?? '', day: state.day };
  }
}

function due(state: HallState, incarnation: string, label: string): EventBody[] {
  const known = state.deviceNumbers.get(incarnation);
  const no = known ?? state.devices.size + 1;
  const given = letterDue(state, incarnation, no);
  if (!given) return [];
  return known === undefined ? [{ kind: 'device', no, incarnation, surface: 'kiosk', label }, given] : [given];
}
