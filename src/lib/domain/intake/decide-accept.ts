import type { CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { EventBody, HallState, Matter, SlotOfMatter, StageOfMatter } from '../ledger/index.ts';
import {
  agentFaults,
  askedMaterials,
  chosenItems,
  expectedSlots,
  formFaults,
  materialFaults,
  materialRules,
  stagesOf,
  totalOf,
  type DossierContent,
  type FormDefinition,
  type FormFault,
} from '../forms/index.ts';
import { hallMinute, minutesSince, stagePlan, type HallMinute, type PlannedStage } from '../limits/index.ts';
import { departmentOfItem, isWorkingDay, type Setup } from '../setup/index.ts';
import { accepted, refused, type RefusalCode, type Result } from '../shared/index.ts';
import { clockOf, matterConflict, matterOf, minuteNow, minuteOfAct, nextSerial, rulesOf } from './find-matter.ts';

/** Everything that stands between a dossier and its acceptance, by where it is missing. */
export interface AcceptanceFaults {
  form: FormFault[];
  materials: FormFault[];
  agent: FormFault[];
}

/** I9: what must be put right before this dossier can be accepted; the screen shows the same list. */
export function acceptanceFaults(
  setup: Setup,
  form: FormDefinition,
  code: string,
  content: DossierContent,
  today: string,
): AcceptanceFaults {
  const items = chosenItems(form, content);
  const rules = materialRules(setup, code, content, items);
  return {
    form: formFaults(form, content, {
      items,
      today,
      stage: 'accept',
      isWorkingDay: (date) => isWorkingDay(setup.calendar, date),
    }),
    materials: materialFaults(rules, content, 'accept'),
    agent: agentFaults(form, content, rules, { today, stage: 'accept' }),
  };
}

/**
 * I9–I13: 受理. Rests on the dossier the clerk looked at, fixes what will come of it, and starts the
 * clocks. Refusals: dossier-erased, dossier-not-here, dossier-changed, form-incomplete, materials-incomplete,
 * agent-not-authorised, pickup-code-taken and those of the matter's phase.
 */
export function decideAccept(state: HallState, body: CommandBodies['accept'], context: DecideContext): Decision {
  const fit = fitToAccept(state, body, context);
  if (!fit.ok) return fit;
  const { matter } = fit.value;
  if (isCodeTaken(state, body.pickupCode)) return refused('pickup-code-taken');
  return accepted([acceptance(state, matter, body, fit.value, minuteNow(state, context), context)]);
}

/**
 * I14: accepted without the line, where the hall allows it: the notice is out. It counts from when it was done and gets
 * its number now; what does not fit any more is a conflict for a person, and changes nothing.
 */
export function decideAcceptAlone(
  state: HallState,
  body: CommandBodies['acceptAlone'],
  context: DecideContext,
): Decision {
  const fit = fitToAccept(state, body, context);
  const found = fit.ok ? (isAllowed(fit.value.setup, context) ? null : 'provisional-not-allowed') : fit.code;
  if (!fit.ok || found !== null) {
    return accepted([matterConflict('acceptAlone', matterOf(state, body.dossier), found ?? 'matter-unknown')]);
  }
  const { matter } = fit.value;
  const wish = { ...body, pickupCode: freeCode(state, body.pickupCode) };
  return accepted([
    acceptance(state, matter, wish, fit.value, minuteOfAct(state, context), context),
    { kind: 'acceptedAlone', matter: matter.id, provisional: body.provisional },
  ]);
}

function isAllowed(setup: Setup, context: DecideContext): boolean {
  return setup.service.provisionalAcceptance || context.setup.service.provisionalAcceptance;
}

function isCodeTaken(state: HallState, code: string): boolean {
  for (const other of state.matters.values()) if (other.pickupCode === code && other.phase !== 'closed') return true;
  return false;
}

/** The next one that is free: it stands on the notice that is printed anew. */
function freeCode(state: HallState, wished: string): string {
  let code = wished;
  while (isCodeTaken(state, code)) code = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  return code;
}

interface Fit {
  matter: Matter;
  setup: Setup;
  form: FormDefinition;
  content: DossierContent;
}

function fitToAccept(
  state: HallState,
  body: Pick<CommandBodies['accept'], 'dossier' | 'hash'>,
  context: DecideContext,
): Result<Fit, RefusalCode> {
  const matter = matterOf(state, body.dossier);
  if (!matter) return refused('matter-unknown');
  if (matter.phase === 'draft') return refused('matter-not-received');
  if (matter.phase === 'notAccepted') return refused('matter-not-accepted', { no: matter.no });
  if (matter.phase === 'supplement') return refused('matter-awaits-supplement', { no: matter.no });
  if (matter.phase !== 'received') return refused('matter-accepted', { no: matter.no });
  // What was read of it before must not be kept again.
  if (state.erased.has(body.dossier)) return refused('dossier-erased');
  if (!context.dossier) return refused('dossier-not-here');
  if (context.dossier.hash !== body.hash) return refused('dossier-changed');
  const rules = rulesOf(state, matter, context);
  if (!rules) return refused('setup-unknown');
  const { setup, form } = rules;
  const { content } = context.dossier;
  const faults = acceptanceFaults(setup, form, matter.code, content, state.day);
  if (faults.agent.length > 0) return refused('agent-not-authorised', { faults: told(faults.agent) });
  if (faults.materials.length > 0) return refused('materials-incomplete', { faults: told(faults.materials) });
  if (faults.form.length > 0) return refused('form-incomplete', { faults: told(faults.form) });
  return accepted({ matter, setup, form, content });
}

function acceptance(
  state: HallState,
  matter: Matter,
  body: Pick<CommandBodies['accept'], 'hash' | 'pickupCode'>,
  { setup, form, content }: Fit,
  at: HallMinute,
  context: DecideContext,
): EventBody {
  const items = chosenItems(form, content);
  const stages = stagesOf(setup, matter.code, items);
  // I7: what silence accepted runs from the day its papers came.
  const from = matter.deemed ? receivedMinute(state, matter) : at;
  const plan = stagePlan(clockOf(context), from, stages, {
    total: totalOf(setup, matter.code),
    endedAt: stages.map(() => null),
  });
  const order = stages.flatMap((stage) => stage.items);
  const asked = askedMaterials(materialRules(setup, matter.code, content, items)).map((rule) => rule.key);
  const by = (way: string): string[] => asked.filter((key) => content.materials[key]?.way === way);
  const tolerated = by('tolerated');
  const last = Math.max(...plan.map((stage) => stage.printed.at));
  return {
    kind: 'accepted',
    matter: matter.id,
    number: nextSerial(state, 'accept'),
    hash: body.hash,
    stages: plan.map((stage, index) => stageOf(setup, state.day, stage, stages[index]?.after ?? null)),
    slots: expectedSlots(form, content, items).map((slot): SlotOfMatter => {
      const item = form.slots?.[slot]?.item;
      return [slot, Math.max(0, order.indexOf(item ?? ''))];
    }),
    pickupCode: body.pickupCode,
    tolerated,
    promised: by('promised'),
    goodBy: tolerated.length > 0 ? minutesSince(state.day, last) : 0,
    estimated: plan.some((stage) => stage.printed.estimated),
  };
}

function stageOf(setup: Setup, day: string, stage: PlannedStage, after: number | null): StageOfMatter {
  const due = minutesSince(day, stage.printed.at);
  const parts = stage.items.map((item): StageOfMatter[1][number] => {
    const department = departmentOfItem(setup, item) ?? '';
    const own = minutesSince(day, stage.printedOfItem[item]?.at ?? stage.printed.at);
    return own === due ? [item, department] : [item, department, own];
  });
  return after === null ? [due, parts] : [due, parts, after];
}

function receivedMinute(state: HallState, matter: Matter): HallMinute {
  return hallMinute(state.day, Math.floor(matter.receivedAt / 60_000));
}

/** Paths and codes only: what stands in the fields is nobody's business but the dossier's. */
function told(faults: readonly FormFault[]): { path: string; code: string }[] {
  return faults.slice(0, 30).map(({ path, code }) => ({ path, code }));
}
