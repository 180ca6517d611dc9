import {
  agentFaults,
  askedMaterials,
  chosenItems,
  materialRules,
  type DossierContent,
  type FormDefinition,
  type FormFault,
} from '../forms/index.ts';
import { isBundleReady, type HandoverBy, type Matter } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';

/**
 * P5, P6: why this desk may not hand the bundle over now; null when it may. A desk asks this before
 * it acts, and the hall records a conflict where it was not heeded.
 */
export function handOverRefusal(
  matter: Matter,
  device: number,
): 'bundle-handed-over' | 'bundle-not-ready' | 'bundle-held-elsewhere' | 'material-owed' | null {
  const hasSomething = matter.slots.some((slot) => slot.phase === 'in');
  if (!hasSomething && matter.handovers > 0) return 'bundle-handed-over';
  if (matter.tolerated.length > 0) return 'material-owed';
  if (!isBundleReady(matter)) return 'bundle-not-ready';
  if (matter.custody !== device) return 'bundle-held-elsewhere';
  return null;
}

/** Who stands at the desk, as the clerk found; kept in the dossier under the mark `pickup`. */
export interface PickupCheck {
  by: HandoverBy;
  /** As printed on the proof of delivery; an agent's own. */
  name: string;
  identityMasked: string;
  relation: string;
  /** 授权委托书 as seen: 原件 1 份. */
  authorisation: string;
  authorisationUntil: string;
  checkedBy: string;
  checkedAt: number;
}

export type PickupFault = 'identity-unchecked' | 'agent-may-not-collect' | 'signature-missing';

/**
 * P5: who may take the bundle: the applicant, or an agent whose authorisation covers collecting and
 * has not run out; checked, and signed for. In the order in which a desk goes through them.
 */
export function pickupFaults(
  content: DossierContent,
  { setup, form, code, today }: { setup: Setup; form: FormDefinition; code: string; today: string },
): PickupFault[] {
  const faults: PickupFault[] = [];
  const check = pickupCheckOf(content);
  if (!check) faults.push('identity-unchecked');
  else if (check.by === 'agent' && !mayCollect(content, check, { setup, form, code, today }))
    faults.push('agent-may-not-collect');
  if ((content.signatures['pickup']?.strokes.length ?? 0) === 0) faults.push('signature-missing');
  return faults;
}

export function pickupCheckOf(content: DossierContent): PickupCheck | null {
  const mark = content.marks['pickup'];
  if (typeof mark !== 'object' || mark === null) return null;
  const check = mark as PickupCheck;
  return typeof check.checkedAt === 'number' && check.checkedAt > 0 ? check : null;
}

/** An authorisation handed in at the desk counts as well as the one of the filing. */
function mayCollect(
  content: DossierContent,
  check: PickupCheck,
  { setup, form, code, today }: { setup: Setup; form: FormDefinition; code: string; today: string },
): boolean {
  if (check.authorisation !== '') return check.authorisationUntil === '' || check.authorisationUntil >= today;
  const rules = askedMaterials(materialRules(setup, code, content, chosenItems(form, content)));
  const faults: FormFault[] = agentFaults(form, content, rules, { today, stage: 'pickup' });
  return content.choices['agent.present']?.value === true && faults.length === 0;
}
