import type { Command, CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { EventBody, HallState, Matter } from '../ledger/index.ts';
import { formFaults, resultPath, stagesOf, totalOf } from '../forms/index.ts';
import { hallMinute, minutesSince, stagePlan, type HallMinute } from '../limits/index.ts';
import type { Setup } from '../setup/index.ts';
import { accepted, refused } from '../shared/index.ts';
import { clockOf, matterConflict, matterOf, minuteNow, rulesOf } from './find-matter.ts';

export type DepartmentCommand = Extract<Command, { kind: 'decidePart' | 'deliver' }>;

/** A department registers what it decided in its own system, and sends the paper result to the desk. */
export function decideDepartment(state: HallState, command: DepartmentCommand, context: DecideContext): Decision {
  return command.kind === 'decidePart'
    ? decidePart(state, command.body, context)
    : accepted([deliver(state, command.body, context)]);
}

/**
 * DP1–DP5. Refusals: day-closed, department-not-yours, duties-separate, stage-not-open, part-decided,
 * decided-at-impossible, result-incomplete, reason-missing, slot-unknown.
 */
function decidePart(state: HallState, body: CommandBodies['decidePart'], context: DecideContext): Decision {
  // Its minute is one of that day's.
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  const matter = matterOf(state, body.dossier);
  if (!matter) return refused('matter-unknown');
  const index = matter.parts.findIndex((part) => part.item === body.item);
  const part = matter.parts[index];
  if (!part) return refused('part-unknown', { item: body.item });
  if (part.department !== context.department) return refused('department-not-yours', { item: body.item });
  const rules = rulesOf(state, matter, context);
  if (!rules) return refused('setup-unknown');
  const { setup, form } = rules;
  if (context.setup.service.separateDuties && matter.acceptedBy === context.staff) return refused('duties-separate');
  if (part.phase === 'waiting') return refused('stage-not-open', { item: body.item });
  if (part.phase !== 'running') return refused('part-decided', { item: body.item });
  const now = Math.floor(context.t / 60_000);
  if (body.at > now || body.at < part.since) return refused('decided-at-impossible');
  if (!context.dossier) return refused('dossier-not-here');
  if (context.dossier.hash !== body.hash) return refused('dossier-changed');
  const { content } = context.dossier;
  if (body.outcome === 'refused') {
    if (body.pieces.length > 0) return refused('slot-unknown');
    const reason = (content.texts[resultPath(body.item, 'refusal')] ?? '').trim();
    if (reason === '') return refused('reason-missing', { fields: [resultPath(body.item, 'refusal')] });
  } else {
    const items = matter.parts.map((other) => other.item);
    const faults = formFaults(form, content, { items, today: state.day, stage: `result:${body.item}` });
    if (faults.length > 0) {
      return refused('result-incomplete', { faults: faults.slice(0, 30).map(({ path, code }) => ({ path, code })) });
    }
  }
  const sent: EventBody[] = [];
  for (const [slot, pieces] of body.pieces) {
    const at = matter.slots.findIndex((candidate) => candidate.slot === slot && candidate.part === index);
    if (at === -1) return refused('slot-unknown', { slot });
    sent.push({ kind: 'delivered', matter: matter.id, slot: at, pieces });
  }
  return accepted([
    { kind: 'partDecided', matter: matter.id, part: index, outcome: body.outcome, at: body.at },
    ...sent,
    ...(body.outcome === 'granted' ? stagesThatStart(state, matter, index, setup, context) : []),
  ]);
}

/** DP4: when the last part of a stage ends, those that wait for it are accepted (rules C8). */
function stagesThatStart(
  state: HallState,
  matter: Matter,
  decided: number,
  setup: Setup,
  context: DecideContext,
): EventBody[] {
  const stage = matter.parts[decided]?.stage ?? 0;
  const others = matter.parts.filter((part, index) => part.stage === stage && index !== decided);
  if (others.some((part) => part.phase === 'running' || part.phase === 'waiting')) return [];
  const following = new Set(matter.parts.filter((part) => part.after === stage).map((part) => part.stage));
  const now = minuteNow(state, context);
  const stages = stagesOf(
    setup,
    matter.code,
    matter.parts.map((part) => part.item),
  );
  const plan = stagePlan(clockOf(context), acceptedMinute(state, matter), stages, {
    total: totalOf(setup, matter.code),
    endedAt: stages.map((_, index) => (index === stage ? now : endOfStage(state, matter, index))),
  });
  return [...following].map((index): EventBody => ({
    kind: 'stageStarted',
    matter: matter.id,
    stage: index,
    due: minutesSince(state.day, plan[index]?.due.at ?? now),
  }));
}

function endOfStage(state: HallState, matter: Matter, stage: number): HallMinute | null {
  const parts = matter.parts.filter((part) => part.stage === stage);
  if (parts.some((part) => part.decidedAt === 0)) return null;
  return hallMinute(state.day, Math.floor(Math.max(...parts.map((part) => part.decidedAt)) / 60_000));
}

function acceptedMinute(state: HallState, matter: Matter): HallMinute {
  const t = matter.deemed ? matter.receivedAt : matter.acceptedAt;
  return hallMinute(state.day, Math.floor(t / 60_000));
}

function deliver(state: HallState, body: CommandBodies['deliver'], context: DecideContext): EventBody {
  const matter = matterOf(state, body.dossier);
  if (!matter) return matterConflict('deliver', undefined, 'matter-unknown');
  const index = matter.slots.findIndex((slot) => slot.slot === body.slot);
  const slot = matter.slots[index];
  const part = slot && matter.parts[slot.part];
  if (!slot || !part) return matterConflict('deliver', matter, 'slot-unknown');
  if (part.department !== context.department) return matterConflict('deliver', matter, 'department-not-yours');
  if (part.phase !== 'granted') return matterConflict('deliver', matter, 'part-not-decided');
  if (slot.phase !== 'expected' && slot.phase !== 'waived') return matterConflict('deliver', matter, slot.phase);
  return { kind: 'delivered', matter: matter.id, slot: index, pieces: body.pieces };
}
