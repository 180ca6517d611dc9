import type { Command, CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { EventBody, HallState, Matter } from '../ledger/index.ts';
import { hallMinute, minutesSince, tellBy, workingClockOf } from '../limits/index.ts';
import { checkMatterNumber, readMatterNumber } from '../numbers/index.ts';
import { findTicket } from '../queue/index.ts';
import { matterEntryOf } from '../setup/index.ts';
import { accepted, MINUTE, refused } from '../shared/index.ts';
import { decideAccept, decideAcceptAlone } from './decide-accept.ts';
import { clockOf, matterConflict, matterOf, minuteOfAct, nextSerial, rulesOf } from './find-matter.ts';

export type IntakeCommand = Extract<
  Command,
  {
    kind:
      | 'openMatter'
      | 'receive'
      | 'askSupplement'
      | 'supplied'
      | 'accept'
      | 'acceptAlone'
      | 'notAccept'
      | 'madeGood'
      | 'renewToken'
      | 'printedPaper';
  }
>;

/** From the first paper to the decision on taking the matter up (行政许可法 第三十二条). */
export function decideIntake(state: HallState, command: IntakeCommand, context: DecideContext): Decision {
  switch (command.kind) {
    case 'openMatter':
      return accepted([openMatter(state, command.body, context)]);
    case 'receive':
      return accepted([receive(state, command.body, context)]);
    case 'supplied':
    case 'madeGood':
      return accepted([handedIn(state, command)]);
    case 'askSupplement':
      return askSupplement(state, command.body, context);
    case 'accept':
      return decideAccept(state, command.body, context);
    case 'acceptAlone':
      return decideAcceptAlone(state, command.body, context);
    case 'notAccept':
      return notAccept(state, command.body, context);
    case 'renewToken':
      return renewToken(state, command.body);
    case 'printedPaper':
      return accepted([printedPaper(state, command.body)]);
  }
}

/** I1: one matter for a dossier, of a code that the catalogue has; beside a ticket where there is one. */
function openMatter(state: HallState, body: CommandBodies['openMatter'], context: DecideContext): EventBody {
  const existing = matterOf(state, body.dossier);
  if (existing) return matterConflict('openMatter', existing, 'matter-open');
  if (state.erased.has(body.dossier)) return matterConflict('openMatter', undefined, 'dossier-erased');
  if (!matterEntryOf(context.setup, body.code)) return matterConflict('openMatter', undefined, 'item-unknown');
  const ticket = body.ticket === 0 ? null : findTicket(state, { day: body.day, ticket: body.ticket });
  return {
    kind: 'matterOpened',
    dossier: body.dossier,
    code: body.code,
    setup: state.setup,
    ticket: ticket?.ok ? ticket.value.id : 0,
    window: body.window,
    token: body.tokenHash,
  };
}

/** I4, I5: papers are here; the number is the device's own, so that it can be printed without a line. */
function receive(state: HallState, body: CommandBodies['receive'], context: DecideContext): EventBody {
  const matter = matterOf(state, body.dossier);
  if (!matter) return matterConflict('receive', undefined, 'matter-unknown');
  if (matter.phase !== 'draft') return matterConflict('receive', matter, matter.phase);
  const number = readMatterNumber(body.no);
  if (!number || !checkMatterNumber(body.no)) return matterConflict('receive', matter, 'matter-number-wrong');
  if (state.matterNumbers.has(body.no)) return matterConflict('receive', matter, 'matter-number-taken');
  for (const [device, terminal] of state.terminals) {
    if (terminal === number.terminal && device !== context.device) {
      return matterConflict('receive', matter, 'matter-number-not-yours');
    }
  }
  const rules = rulesOf(state, matter, context);
  const form = rules?.form;
  if (!form || body.items.length === 0 || body.items.some((item) => !form.items.includes(item))) {
    return matterConflict('receive', matter, 'item-unknown');
  }
  const told = tellBy(clockOf(context), minuteOfAct(state, context), rules.setup.service.tellWithinDays);
  return {
    kind: 'received',
    matter: matter.id,
    no: body.no,
    items: body.items,
    tellBy: minutesSince(state.day, told.at),
  };
}

function handedIn(
  state: HallState,
  { kind, body }: Extract<IntakeCommand, { kind: 'supplied' | 'madeGood' }>,
): EventBody {
  const matter = matterOf(state, body.dossier);
  if (!matter) return matterConflict(kind, undefined, 'matter-unknown');
  if (kind === 'supplied') {
    return matter.phase === 'supplement'
      ? { kind: 'supplied', matter: matter.id }
      : matterConflict(kind, matter, matter.phase);
  }
  return matter.tolerated.includes(body.material)
    ? { kind: 'madeGood', matter: matter.id, material: body.material }
    : matterConflict(kind, matter, 'material-not-owed');
}

/**
 * I6: all gaps are told once. A second time only about papers that were handed in since, and never
 * once silence has accepted the matter.
 */
function askSupplement(state: HallState, body: CommandBodies['askSupplement'], context: DecideContext): Decision {
  // Its minute is one of that day's.
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  const matter = matterOf(state, body.dossier);
  if (!matter) return refused('matter-unknown');
  if (matter.phase === 'supplement') return refused('supplement-once', { no: matter.no });
  const phase = requirePhase(matter, ['received']);
  if (phase) return phase;
  if (matter.deemed || hasSilenceAccepted(state, matter, context))
    return refused('matter-deemed-accepted', { no: matter.no });
  if (body.until <= context.t / 60_000) return refused('date-past');
  return accepted([
    { kind: 'supplementAsked', matter: matter.id, number: nextSerial(state, 'supplement'), until: body.until },
  ]);
}

/** I8: 不予受理 names its ground; the words are in the dossier. Silence that accepted cannot be taken back. */
function notAccept(state: HallState, body: CommandBodies['notAccept'], context: DecideContext): Decision {
  const matter = matterOf(state, body.dossier);
  if (!matter) return refused('matter-unknown');
  const phase = requirePhase(matter, ['received', 'supplement']);
  if (phase) return phase;
  if (matter.deemed || hasSilenceAccepted(state, matter, context))
    return refused('matter-deemed-accepted', { no: matter.no });
  if (!context.dossier) return refused('dossier-not-here');
  if (context.dossier.hash !== body.hash) return refused('dossier-changed');
  const texts = context.dossier.content.texts;
  const needed = refusalTexts[body.reason].filter((path) => (texts[path] ?? '').trim() === '');
  if (needed.length > 0) return refused('reason-missing', { fields: needed });
  return accepted([
    { kind: 'notAccepted', matter: matter.id, number: nextSerial(state, 'refuse'), reason: body.reason },
  ]);
}

/** What each ground of 不予受理 must say (行政许可法 第三十二条第一、二项): paths of the dossier. */
export const refusalTexts = {
  'not-needed': ['refusal.reason'],
  'not-authority': ['refusal.authority'],
  other: ['refusal.reason', 'refusal.basis'],
} as const satisfies Record<CommandBodies['notAccept']['reason'], readonly string[]>;

/** T3: a lost receipt: after a look at the identity the old tokens lead nowhere any more. */
function renewToken(state: HallState, body: CommandBodies['renewToken']): Decision {
  const matter = matterOf(state, body.dossier);
  if (!matter) return refused('matter-unknown');
  const { tokenHash } = body;
  const isTaken =
    state.mattersByToken.has(tokenHash) || state.ticketsByToken.has(tokenHash) || state.bookingsByToken.has(tokenHash);
  if (isTaken) return refused('id-reused');
  return accepted([{ kind: 'tokenRenewed', matter: matter.id, token: tokenHash }]);
}

/** Q22 for papers of a matter or a booking. */
function printedPaper(state: HallState, body: CommandBodies['printedPaper']): EventBody {
  const matter = matterOf(state, body.dossier);
  const { document } = body;
  if (matter) {
    return { kind: 'matterPrinted', matter: matter.id, document, times: timesOf(matter.prints, document) + 1 };
  }
  const booking = state.bookings.get(state.bookingsByDossier.get(body.dossier) ?? 0);
  if (!booking) return matterConflict('printedPaper', undefined, 'matter-unknown');
  return { kind: 'bookingPrinted', booking: booking.id, document, times: timesOf(booking.prints, document) + 1 };
}

/** Own entries only: every object answers to `constructor`. */
function timesOf(prints: Record<string, number>, document: string): number {
  return Object.hasOwn(prints, document) ? (prints[document] ?? 0) : 0;
}

function requirePhase(matter: Matter, phases: readonly Matter['phase'][]): Decision | null {
  if (phases.includes(matter.phase)) return null;
  if (matter.phase === 'draft') return refused('matter-not-received');
  if (matter.phase === 'supplement') return refused('matter-awaits-supplement', { no: matter.no });
  if (matter.phase === 'notAccepted') return refused('matter-not-accepted', { no: matter.no });
  return refused('matter-accepted', { no: matter.no });
}

type Rules = Pick<DecideContext, 't' | 'setup' | 'setupAt'>;

/** I7: by law, silence accepts. What the relay records of its own when a limit has passed. */
export function deemedAcceptances(state: HallState, rules: Rules): EventBody[] {
  const events: EventBody[] = [];
  for (const matter of state.matters.values()) {
    if (!matter.deemed && hasSilenceAccepted(state, matter, rules)) {
      events.push({ kind: 'deemedAccepted', matter: matter.id });
    }
  }
  return events;
}

/**
 * Whether the limit has passed without a word: as it was told at receipt, and by the calendar that is
 * published now, which may have learned of a holiday since.
 */
function hasSilenceAccepted(state: HallState, matter: Matter, { t, setup, setupAt }: Rules): boolean {
  if (matter.phase !== 'received' || matter.supplements > 0 || t <= matter.tellBy * MINUTE) return false;
  const received = hallMinute(state.day, Math.floor(matter.receivedAt / MINUTE));
  const { service } = setupAt?.(matter.setup) ?? setup;
  const by = tellBy(workingClockOf(setup), received, service.tellWithinDays).at;
  return t > minutesSince(state.day, by) * MINUTE;
}
