import type { Estimate } from '#lib/domain/views/wire.ts';
import type { Answer } from '../booking/post.ts';
import { readTyped, type CheckInWay } from './check-in-code.ts';
import type { GivenTicket } from './ticket-taker.ts';

/** `POST /api/check-in`: what the slip prints. */
interface CheckInAnswer {
  label: string;
  ahead: number;
  estimate: Estimate | null;
  takenAt: number;
  shortCode: string;
  token: string | null;
  code: string;
  /** Epoch ms; null: later than the grace time, among the walk-ins. */
  bookedFor: number | null;
}

export interface CheckInPorts {
  ask: (path: string, body: unknown) => Promise<Answer<{ data: CheckInAnswer }>>;
  /** `isAgain`: the number was given before; its slip is printed only when asked for. */
  given: (ticket: GivenTicket, isAgain: boolean) => void;
  care: () => boolean;
  setup: () => number;
  wall: () => number;
}

export interface CheckInRefusal {
  code: string;
  data: Record<string, unknown>;
}

/** 预约签到: a booking becomes a number, by QR code, short code or the ending of the phone number. */
export class CheckInState {
  isOpen = $state(false);
  way = $state<CheckInWay>('phone');
  typed = $state('');
  asking = $state(false);
  /** 签到 was pressed before enough was typed. */
  nudged = $state(false);
  refusal = $state.raw<CheckInRefusal | null>(null);
  readonly #ports: CheckInPorts;

  constructor(ports: CheckInPorts) {
    this.#ports = ports;
  }

  readonly reading = $derived.by(() => readTyped(this.way, this.typed));

  open(): void {
    this.reset();
    this.isOpen = true;
  }

  reset(): void {
    if (this.asking) return;
    this.isOpen = false;
    this.way = 'phone';
    this.#clear();
  }

  setWay(way: CheckInWay): void {
    this.way = way;
    this.#clear();
  }

  type(character: string): void {
    if (this.reading.isFull) return;
    this.typed = this.reading.key + character;
    this.nudged = false;
    this.refusal = null;
  }

  erase(all: boolean): void {
    this.typed = all ? '' : this.reading.key.slice(0, -1);
    this.nudged = false;
    this.refusal = null;
  }

  submit(): void {
    if (this.reading.isComplete) void this.check(this.reading.key);
    else this.nudged = true;
  }

  /** A second press while it is asked is the same wish. */
  async check(key: string): Promise<void> {
    if (this.asking) return;
    this.isOpen = true;
    this.asking = true;
    this.refusal = null;
    const answer = await this.#ports.ask('/api/check-in', { key, care: this.#ports.care() });
    this.asking = false;
    if (answer.ok) this.#give(answer.value.data, false);
    else if (answer.code === 'already-arrived' && typeof answer.data['shortCode'] === 'string') {
      this.#give(answer.data as unknown as CheckInAnswer, true);
    } else this.refusal = answer;
  }

  #give(data: CheckInAnswer, isAgain: boolean): void {
    const ticket: GivenTicket = {
      row: '',
      token: data.token ?? '',
      code: data.code,
      care: this.#ports.care(),
      setup: this.#ports.setup(),
      label: data.label,
      ahead: data.ahead,
      estimate: data.estimate ? { from: data.estimate.from, to: data.estimate.to } : null,
      takenAt: data.takenAt,
      shortCode: data.shortCode,
      prints: isAgain ? 1 : 0,
      wall: this.#ports.wall(),
      booking: { for: data.bookedFor, isAgain },
    };
    this.reset();
    this.#ports.given(ticket, isAgain);
  }

  #clear(): void {
    this.typed = '';
    this.nudged = false;
    this.refusal = null;
  }
}
