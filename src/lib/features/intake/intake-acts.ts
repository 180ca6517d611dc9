import {
  checkIdentity,
  chosenItems,
  hallMinute,
  minutesSince,
  valueOf,
  type CommandBodies,
  type CommandKind,
  type DossierContent,
  type HallDate,
} from '#lib/domain/index.ts';
import type { DispatchResult } from '#lib/store/hall-store.svelte.ts';
import { hashToken, newToken } from '../kiosk/token.ts';
import { NEXT_TOKEN } from '../papers/notice-common.ts';
import type { Gap } from '../papers/supplement.ts';
import type { IntakeDesk } from './intake-desk.svelte.ts';
import { papersOf, printPaper, type IntakePaper } from './intake-papers.ts';
import type { MatterForm } from './matter-form.svelte.ts';
import { changedBetween } from './changed-between.ts';

/** A pickup code that is taken is drawn again: six digits, a few hundred open matters. */
const DRAWS = 5;

/** 收件 with its receipt: works without the line, the number is this device's own. */
export function receiveAndPrint(intake: IntakeDesk, form: MatterForm): Promise<void> {
  return intake.run('receive', async () => {
    if (!(await receive(intake, form))) return;
    if (await print(intake, form, ['materials-receipt'])) intake.say('received', form.matter?.no ?? '');
  });
}

/**
 * 受理: goes to what is missing, else receives where that has not been done, accepts what the clerk
 * sees, and prints what belongs to it.
 */
export function acceptAndPrint(intake: IntakeDesk, form: MatterForm): Promise<void> {
  return intake.run('accept', async () => {
    // What was typed before the copy was loaded is in it then.
    await form.room.whenReady;
    if (!goOn(intake, form)) return;
    if (!(await receive(intake, form))) return;
    const isAlone = !form.hall.isUp;
    const accepted = isAlone ? await acceptAlone(intake, form) : await accept(intake, form);
    if (!accepted) return;
    if (await print(intake, form, papersOfAcceptance(form)))
      intake.say(isAlone ? 'acceptedAlone' : 'accepted', form.matter?.pickupCode ?? '');
  });
}

/** 换发: accepted without the line, and the hall has counted it: the papers with the number that counts. */
export function printConfirmed(intake: IntakeDesk, form: MatterForm): Promise<void> {
  return intake.run('print', async () => {
    if (await print(intake, form, papersOfAcceptance(form))) intake.say('printed');
  });
}

function papersOfAcceptance(form: MatterForm): IntakePaper[] {
  return papersOf(form).filter((paper) => ['acceptance', 'tolerance', 'commitment'].includes(paper));
}

/** 一次性补正: all gaps at once, with the day until which they may be handed in. */
export function supplementAndPrint(
  intake: IntakeDesk,
  form: MatterForm,
  gaps: readonly Gap[],
  until: HallDate,
): Promise<void> {
  return intake.run('supplement', async () => {
    if (!(await receive(intake, form))) return;
    form.room.setMark(
      'gaps',
      gaps.map((gap) => ({ ...gap })),
    );
    const close = form.hall.setup?.hours.at(-1)?.[1] ?? 1440;
    const { day } = form.hall.decided;
    const asked = await ask(intake, form, 'askSupplement', {
      dossier: form.room.id,
      until: minutesSince(day, hallMinute(until, close)),
    });
    if (asked && (await print(intake, form, ['supplement']))) intake.say('supplementAsked', until);
  });
}

/** The missing papers have come, to whichever window. */
export function suppliedAndPrint(intake: IntakeDesk, form: MatterForm): Promise<void> {
  return intake.run('supplied', async () => {
    if (!(await dateIsSure(intake))) return;
    if (!(await ask(intake, form, 'supplied', { dossier: form.room.id }))) return;
    if (await print(intake, form, ['supplement-receipt'])) intake.say('supplied');
  });
}

/** 不予受理: the words of its ground are in the dossier before it is asked for. */
export function refuseAndPrint(
  intake: IntakeDesk,
  form: MatterForm,
  reason: CommandBodies['notAccept']['reason'],
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  return intake.run('refuse', async () => {
    if (!(await receive(intake, form))) return;
    for (const [path, text] of Object.entries(texts)) form.room.editText(path, text.trim());
    const { id } = form.room;
    if (!(await ask(intake, form, 'notAccept', { dossier: id, hash: form.room.hash(), reason }))) return;
    if (await print(intake, form, ['refusal'])) intake.say('notAccepted');
  });
}

/** Wrong papers, nothing received: told in writing what was right and what is missing; no clock runs. */
export function tellAndPrint(intake: IntakeDesk, form: MatterForm): Promise<void> {
  return intake.run('tell', async () => {
    const work = intake.shown;
    if (work) await intake.begin(work);
    if (await print(intake, form, ['one-time-notice'])) intake.say('told');
  });
}

/** A paper that was owed (容缺) has come. */
export function makeGood(intake: IntakeDesk, form: MatterForm, material: string): Promise<void> {
  return intake.run('supplied', async () => {
    if (!(await dateIsSure(intake))) return;
    const { room, hall } = form;
    const known = room.mark('madeGood');
    room.setMark('madeGood', { ...(typeof known === 'object' ? known : {}), [material]: hall.now() });
    const check = room.material(material);
    if (check) room.checkMaterial(material, { ...check, way: 'received', copies: Math.max(1, check.copies) });
    if (!(await ask(intake, form, 'madeGood', { dossier: room.id, material }))) return;
    if (form.matter?.tolerated.length === 0) await print(intake, form, ['tolerance']);
    intake.say('madeGood');
  });
}

/**
 * A lost receipt: after a look at the identity document a new code is made and the old ones lead
 * nowhere (T3). False: the number is nobody's of this matter.
 */
export async function renewReceipt(intake: IntakeDesk, form: MatterForm, identity: string): Promise<boolean> {
  if (!isOfMatter(form, identity)) return false;
  await intake.run('renew', async () => {
    const token = newToken();
    const { room } = form;
    room.setMark(NEXT_TOKEN, token);
    if (!(await room.stored())) {
      intake.refuse({ code: 'not-saved-here' });
      return;
    }
    if (!(await ask(intake, form, 'renewToken', { dossier: room.id, tokenHash: hashToken(token) }))) return;
    room.setMark('token', token);
    room.setMark(NEXT_TOKEN, null);
    const paper: IntakePaper = form.matter?.acceptedAt ? 'acceptance' : 'materials-receipt';
    if (await print(intake, form, [paper])) intake.say('renewed');
  });
  return true;
}

/** 补打: any paper of the matter, marked with how often. */
export function reprint(intake: IntakeDesk, form: MatterForm, paper: IntakePaper): Promise<void> {
  return intake.run('print', async () => {
    if (await print(intake, form, [paper])) intake.say('printed');
  });
}

/** Not ready is not disabled: what is missing is named, and the eye is led there. */
function goOn(intake: IntakeDesk, form: MatterForm): boolean {
  const faults = form.check();
  const [first] = faults;
  if (!first) return true;
  form.markMissing();
  form.place.go(first.path);
  const isAbout = (...paths: string[]): boolean =>
    faults.every((fault) => paths.some((path) => fault.path.startsWith(path)));
  const code = isAbout('agent', 'materials/poa')
    ? 'agent-not-authorised'
    : isAbout('materials/')
      ? 'materials-incomplete'
      : 'form-incomplete';
  const ofForm = faults.filter((fault) => !fault.path.startsWith('materials/'));
  intake.refuse({ code, data: { faults: code === 'form-incomplete' ? ofForm : faults } });
  return false;
}

/** True once the papers are received, here or before. */
async function receive(intake: IntakeDesk, form: MatterForm): Promise<boolean> {
  const work = intake.shown;
  if (work) await intake.begin(work);
  if (form.matter && form.matter.phase !== 'draft') return true;
  if (!(await dateIsSure(intake))) return false;
  const no = await form.hall.series.nextMatterNumber();
  if (!no.ok) {
    intake.refuse(no);
    return false;
  }
  // The receipt says what is in the dossier: it must be on this disk first.
  if (!(await form.room.stored())) {
    intake.refuse({ code: 'not-saved-here' });
    return false;
  }
  const items = form.form ? chosenItems(form.form, form.content) : [];
  return ask(intake, form, 'receive', { dossier: form.room.id, no: no.value, items });
}

async function accept(intake: IntakeDesk, form: MatterForm): Promise<boolean> {
  const { hall, room } = form;
  const before = form.content;
  const body = { dossier: room.id, hash: room.hash(), window: intake.desk.no ?? 0 };
  for (let draw = 1; ; draw += 1) {
    const result = await hall.dispatch('accept', { ...body, pickupCode: pickupCode() });
    if (result.ok) return true;
    if (result.code === 'pickup-code-taken' && draw < DRAWS) continue;
    refused(intake, form, result, before);
    return false;
  }
}

/** I14: without the line, where the hall allows it: a proposal, whose notice bears a provisional number. */
async function acceptAlone(intake: IntakeDesk, form: MatterForm): Promise<boolean> {
  const { hall, room } = form;
  if (!(await dateIsSure(intake))) return false;
  const provisional = await hall.series.nextProvisional();
  if (!provisional.ok || !(await room.stored())) {
    intake.refuse(provisional.ok ? { code: 'not-saved-here' } : provisional);
    return false;
  }
  return ask(intake, form, 'acceptAlone', {
    dossier: room.id,
    hash: room.hash(),
    window: intake.desk.no ?? 0,
    pickupCode: pickupCode(),
    provisional: provisional.value,
  });
}

/** Asked before a fact is kept: its number and its paper bear the date, and times run from it. */
async function dateIsSure(intake: IntakeDesk): Promise<boolean> {
  if (await intake.papers.dateIsSure()) return true;
  intake.refuse({ code: 'date-unsure' });
  return false;
}

/** A refusal of the hall, with who changed what where it is known. */
function refused(intake: IntakeDesk, form: MatterForm, result: DispatchResult, before: DossierContent): void {
  if (result.ok) return;
  const own = form.hall.session?.staff?.account ?? '';
  const changes = result.code === 'dossier-changed' ? changedBetween(before, form.content, own) : [];
  intake.refuse(changes.length > 0 ? { ...result, data: { ...result.data, changes } } : result);
  const faults = result.data?.['faults'];
  const [first] = Array.isArray(faults) ? (faults as { path: string }[]) : [];
  form.check();
  if (first) {
    form.markMissing();
    form.place.go(first.path);
  }
}

async function ask<Kind extends CommandKind>(
  intake: IntakeDesk,
  form: MatterForm,
  kind: Kind,
  body: Omit<CommandBodies[Kind], 'day'>,
): Promise<boolean> {
  const result = await form.hall.dispatch(kind, body);
  if (!result.ok) refused(intake, form, result, form.content);
  return result.ok;
}

async function print(intake: IntakeDesk, form: MatterForm, papers: readonly IntakePaper[]): Promise<boolean> {
  for (const paper of papers) {
    const outcome = await printPaper(intake.papers, form, intake.desk.no ?? 0, paper);
    if (outcome.ok) continue;
    intake.refuse(outcome);
    return false;
  }
  return true;
}

/** Six digits, drawn evenly. */
function pickupCode(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % 1_000_000).padStart(6, '0');
}

const holders = ['legalRep.idNumber', 'applicant.idNumber', 'agent.idNumber', 'passport.number'];

/** Whether a whole identity number is one of the matter's people. */
function isOfMatter({ form, content, hall }: MatterForm, identity: string): boolean {
  const number = identity.replace(/\s/g, '').toUpperCase();
  if (!form || !checkIdentity(null, number, hall.decided.day).ok) return false;
  return holders.some((path) => {
    const value = valueOf(form, content, path);
    return typeof value === 'string' && value.toUpperCase() === number;
  });
}
