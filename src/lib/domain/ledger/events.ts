/**
 * What can have happened in a hall's day. Events carry resolved values, so that `evolve` needs
 * neither setup nor clock nor calendar. Times `t` are milliseconds since the hall day's midnight.
 * A kind is never given another meaning: a new shape is a new kind (see `codec.ts`).
 */
export interface Header {
  /** Stamped by the relay. */
  t: number;
  /** The acting device's number in this day's ledger; 0 is the relay. */
  device: number;
  /** The command's number on that device. */
  n: number;
  /** The acting person's number in this day's ledger; 0 is nobody. */
  staff: number;
  /** `t` − when it happened on the device, clamped to what the relay can know. */
  lag: number;
}

export type Priority = '' | 'elder' | 'disabled' | 'pregnant' | 'military' | 'green' | 'booked';
export type Channel = 'kiosk' | 'staff';
export type Outcome = 'done' | 'consulted';
export type CallWay = '' | 'alone' | 'freed';

/** How a matter's results left the desk (送达方式). */
export type HandoverBy = 'self' | 'agent';
export type HandoverWay = '' | 'freed' | 'emergency';
export type RatingSource = 'phone' | 'screen' | 'paper';
/** extra: booked without the line where no slot has room; the chief representative fits it in. */
export type BookingKind = 'ordinary' | 'holiday' | 'extended' | 'extra';
/** 特殊原因, 紧急需求: why a holiday booking or an extended service is asked for; the words are in its dossier. */
export type ServiceReason = 'special' | 'urgent';

/**
 * A stage of an accepted matter: its due minute, its parts in order, and the stage it waits for
 * (left out: it began with the acceptance). A part that is due earlier than its stage says so itself.
 */
export type StageOfMatter = [due: number, parts: [item: string, department: string, due?: number][], after?: number];
/** An expected result and the part that makes it. */
export type SlotOfMatter = [slot: string, part: number];

export type EventBody =
  | { kind: 'dayOpened'; hall: string; date: string; epoch: string; previous: string }
  | { kind: 'dayClosed'; next: string; head: string }
  | { kind: 'device'; no: number; incarnation: string; surface: string; label: string }
  | { kind: 'staff'; no: number; account: string }
  | { kind: 'setupPublished'; version: number; hash: string }
  /** Hash over the entries up to and including `through`, chained to the seal before. */
  | { kind: 'seal'; through: number; hash: string }
  /** What is open at the change of day, so that today's ledger alone is the whole present. */
  | { kind: 'carry'; what: string; key: string; value: unknown }
  | {
      kind: 'taken';
      queue: string;
      letter: string;
      number: number;
      items: string[];
      priority: Priority;
      care: boolean;
      token: string;
      channel: Channel;
      /** By the device's own series, without the line. */
      alone: boolean;
    }
  /** A device may give numbers with this letter until that day, also without the line. */
  | { kind: 'seriesGiven'; holder: number; letter: string; until: string }
  /** A slip that a device printed without the line and whose number cannot join: for a person. `ticket`: who has it. */
  | { kind: 'slipConflict'; label: string; found: string; ticket: number; day: string }
  /** A waiting round: who holds it (device number, 0 the relay) and by which never-reused grant. */
  | { kind: 'waiting'; ticket: number; round: number; queue: string; holder: number; grant: string; key: number }
  /** `how`: by its holder without the line, or by one whose right had been freed. `skipped`: held by who did not answer. */
  | { kind: 'called'; ticket: number; round: number; window: number; how: CallWay; skipped: number[] }
  /** Rounds that the relay held are the device's from now on; the right of each is `0.<seq>.<ticket>`. */
  | { kind: 'granted'; holder: number; tickets: number[] }
  /** Their holder will not use these: they are the relay's again. */
  | { kind: 'givenBack'; tickets: number[] }
  /** A supervisor freed everything that a silent device holds. */
  | { kind: 'forceReleased'; holder: number }
  /**
   * After a lost disk the device has come back: it uses none of its rights any more, but those by which it has
   * called already. `called`: its ticket and right of each such call, whose `callAlone` is still on the way.
   */
  | { kind: 'checkedIn'; holder: number; called: [ticket: number, grant: string][] }
  /**
   * The hall goes on in a new epoch from here, after the entries up to `through` were brought back. `series` goes
   * into numbers given from now on; `missing`: devices that have not come back yet.
   */
  | { kind: 'epochOpened'; epoch: string; before: string; through: number; series: string; missing: number[] }
  /** The calling device has stored the call: boards and phones may show it. */
  | { kind: 'announced'; ticket: number; round: number }
  | { kind: 'recalled'; ticket: number; window: number; times: number }
  | { kind: 'missed'; ticket: number; window: number; final: boolean; behind: number; restUntil: number }
  | { kind: 'begun'; ticket: number; window: number }
  | { kind: 'parked'; ticket: number; window: number }
  | { kind: 'resumed'; ticket: number; window: number }
  | { kind: 'transferred'; ticket: number; window: number; queue: string }
  | { kind: 'finished'; ticket: number; window: number; outcome: Outcome }
  | { kind: 'left'; ticket: number; by: string }
  | { kind: 'delayed'; ticket: number; behind: number; restUntil: number }
  | { kind: 'reopened'; ticket: number }
  | { kind: 'undone'; ticket: number; window: number }
  | { kind: 'dayEnded'; ticket: number }
  | { kind: 'itemAdded'; ticket: number; item: string }
  | { kind: 'printed'; ticket: number; document: string; times: number }
  | { kind: 'windowOpened'; window: number; queues: string[] }
  | { kind: 'windowPaused'; window: number; reason: string }
  | { kind: 'windowResumed'; window: number }
  | { kind: 'windowClosed'; window: number }
  | { kind: 'queueClosed'; queue: string }
  | { kind: 'queueOpened'; queue: string }
  | { kind: 'helpCalled'; from: string; window: number; ticket: number }
  | { kind: 'helpAnswered'; call: number }
  /** Matter numbers of this device carry this terminal part, unique in the hall for ever. */
  | { kind: 'terminal'; no: number; terminal: number }
  /** A matter (办件) is begun: its papers and persons are in the dossier, never here. */
  | {
      kind: 'matterOpened';
      dossier: string;
      code: string;
      setup: number;
      ticket: number;
      window: number;
      token: string;
    }
  /** 收件: the papers of these items are here. `tellBy`: minute by which gaps must be told (行政许可法 32(4)). */
  | { kind: 'received'; matter: number; no: string; items: string[]; tellBy: number }
  | { kind: 'supplementAsked'; matter: number; number: number; until: number }
  | { kind: 'supplied'; matter: number }
  /** Silence until `tellBy`: accepted from the day of receipt by law. */
  | { kind: 'deemedAccepted'; matter: number }
  /** 受理. Minutes are hall minutes since this day's midnight. `hash`: the dossier's state it froze. */
  | {
      kind: 'accepted';
      matter: number;
      number: number;
      hash: string;
      stages: StageOfMatter[];
      slots: SlotOfMatter[];
      pickupCode: string;
      tolerated: string[];
      goodBy: number;
      promised: string[];
      /** The due minute rests on a year without calendar data. */
      estimated: boolean;
    }
  /** The notice that is out has a provisional number: the one that counts is printed anew. */
  | { kind: 'acceptedAlone'; matter: number; provisional: string }
  | { kind: 'notAccepted'; matter: number; number: number; reason: 'not-needed' | 'not-authority' | 'other' }
  /** The stage before has ended: the parts of this one run until `due`. */
  | { kind: 'stageStarted'; matter: number; stage: number; due: number }
  /** What the department decided in its own system, and when (minute). */
  | { kind: 'partDecided'; matter: number; part: number; outcome: 'granted' | 'refused'; at: number }
  | { kind: 'madeGood'; matter: number; material: string }
  | { kind: 'delivered'; matter: number; slot: number; pieces: number }
  /** `day`: of the command, where it is not this one: the keeper's right is named by it. */
  | {
      kind: 'deliveryConfirmed';
      matter: number;
      slot: number;
      shelf: string;
      condition: 'good' | 'damaged';
      day: string;
    }
  | { kind: 'deliveryReturned'; matter: number; slot: number; reason: string }
  | { kind: 'chased'; matter: number; slot: number }
  /** The applicant agrees to collect without this one; it follows by itself. */
  | { kind: 'slotWaived'; matter: number; slot: number }
  | { kind: 'custodyTaken'; matter: number; day: string }
  | { kind: 'custodyReleased'; matter: number }
  /** `how`: by one whose right had been freed, or without one: then with a reason and a second person's account. */
  | {
      kind: 'handedOver';
      matter: number;
      number: number;
      by: HandoverBy;
      slots: number[];
      how: HandoverWay;
      reason: string;
      witness: string;
    }
  /** What had gone already was handed over once more: both proofs stand, and a person sees to it. */
  | { kind: 'handedOverAgain'; matter: number; number: number; by: HandoverBy; reason: string; witness: string }
  | { kind: 'tokenRenewed'; matter: number; token: string }
  | { kind: 'matterPrinted'; matter: number; document: string; times: number }
  /** Its dossier's key was destroyed: nobody can read it any more. */
  | { kind: 'dossierErased'; dossier: string }
  | { kind: 'matterConflict'; act: string; matter: number; found: string }
  /** Level 1–5. Says where and what, never who; `due`: minute by which a bad one must be answered, 0 for others. */
  | { kind: 'rated'; window: number; item: string; level: number; aspects: string[]; source: RatingSource; due: number }
  /** `at`: minute of the date. `window`: planned, not binding. */
  | {
      kind: 'booked';
      code: string;
      date: string;
      at: number;
      until: number;
      window: number;
      service: BookingKind;
      reason: '' | ServiceReason;
      dossier: string;
      token: string;
      channel: 'phone' | 'staff';
      answerBy: number;
    }
  /** `fits`: one that was to be fitted in has a place of its own now. */
  | {
      kind: 'bookingMoved';
      booking: number;
      date: string;
      at: number;
      until: number;
      window: number;
      answerBy: number;
      fits: boolean;
    }
  | { kind: 'bookingCancelled'; booking: number; by: 'applicant' | 'staff' }
  /** Nobody came within the grace time. */
  | { kind: 'bookingMissed'; booking: number }
  | { kind: 'arrived'; booking: number; ticket: number; bookedFor: number }
  | { kind: 'serviceConfirmed'; booking: number; account: string }
  | { kind: 'serviceEscalated'; booking: number; department: string; answerBy: number }
  | { kind: 'serviceAssigned'; booking: number; account: string }
  | { kind: 'serviceChased'; booking: number }
  | { kind: 'serviceStarted'; booking: number }
  | { kind: 'serviceEnded'; booking: number }
  | { kind: 'bookingPrinted'; booking: number; document: string; times: number }
  /** A fact that no longer fits: recorded for a person to resolve, never dropped (rule Q14). */
  | { kind: 'conflict'; act: string; ticket: number; window: number; found: string }
  /** A fact of an earlier day that arrived after its close. */
  | { kind: 'late'; day: string; act: string; ticket: number; window: number }
  /** An event of a newer program: kept, folded by nobody. */
  | { kind: 'unknown'; tuple: unknown[] };

export type EventKind = EventBody['kind'];
export type LedgerEvent = EventBody & Header;

/** Everything one command did: one key of the ledger's map. */
export interface Entry {
  seq: number;
  events: LedgerEvent[];
}
