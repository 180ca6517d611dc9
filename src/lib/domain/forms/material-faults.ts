import type { HallDate } from '../shared/index.ts';
import { isHallDate } from '../shared/index.ts';
import type { DossierContent, MaterialCheck } from './dossier-content.ts';
import type { FormFault } from './fault-codes.ts';
import type { FormDefinition } from './form-definition.ts';
import type { MaterialRule } from './material-rules.ts';
import { fieldsOf, valueOf } from './values.ts';

/**
 * What is wrong with the materials. receive: nothing was taken that is not asked for, and nothing
 * in a way that is not allowed. accept: all that is required is there, right, and evidenced.
 */
export function materialFaults(
  rules: readonly MaterialRule[],
  content: DossierContent,
  stage: 'receive' | 'accept',
): FormFault[] {
  const asked = new Set(rules.filter((rule) => rule.covered === null).map((rule) => rule.key));
  const faults: FormFault[] = Object.entries(content.materials)
    .filter(([key, check]) => !asked.has(key) && check.way !== 'missing')
    .map(([key]) => ({ path: pathOf(key), code: 'material-not-asked' as const }));
  for (const rule of rules) {
    if (rule.covered) continue;
    const found = faultOf(rule, content.materials[rule.key], stage);
    if (found) faults.push({ path: pathOf(rule.key), ...found });
  }
  return faults;
}

function faultOf(
  rule: MaterialRule,
  check: MaterialCheck | undefined,
  stage: 'receive' | 'accept',
): Pick<FormFault, 'code' | 'data'> | null {
  if (!check || check.way === 'missing') {
    return stage === 'accept' && rule.required ? { code: 'material-missing' } : null;
  }
  if (!rule.ways.includes(check.way)) return { code: 'material-way-not-allowed', data: { way: check.way } };
  if (stage === 'receive') return null;
  if (check.problem) return { code: 'material-problem' };
  if (check.way === 'received') {
    return check.copies < rule.copies ? { code: 'material-copies', data: { least: rule.copies } } : null;
  }
  // A look-up, a promise or a gap rests on what was noted, and on nothing else.
  return check.evidence.trim() === '' ? { code: 'material-evidence-missing', data: { way: check.way } } : null;
}

/**
 * Whether the agent may do this. Without authorisation papers are received and nothing is accepted;
 * collecting needs its own power (rules D3). Path `agent`.
 */
export function agentFaults(
  form: FormDefinition,
  content: DossierContent,
  rules: readonly MaterialRule[],
  { today, stage }: { today: HallDate; stage: 'accept' | 'pickup' },
): FormFault[] {
  if (valueOf(form, content, 'agent.present') !== true) return [];
  const faults: FormFault[] = [];
  const authorisation = content.materials.poa;
  const isAsked = rules.some((rule) => rule.key === 'poa' && rule.covered === null);
  if (isAsked && (authorisation?.way !== 'received' || authorisation.problem === true)) {
    faults.push({ path: 'agent', code: 'agent-unauthorised' });
  }
  if (fieldsOf(form).has('agent.authority')) {
    const powers = valueOf(form, content, 'agent.authority');
    const power = stage === 'accept' ? 'submit' : 'collect';
    if (!Array.isArray(powers) || !powers.includes(power)) {
      faults.push({
        path: 'agent.authority',
        code: stage === 'accept' ? 'agent-may-not-submit' : 'agent-may-not-collect',
      });
    }
  }
  const until = valueOf(form, content, 'agent.authorityUntil');
  if (typeof until === 'string' && isHallDate(until) && until < today) {
    faults.push({ path: 'agent.authorityUntil', code: 'authority-expired', data: { until } });
  }
  return faults;
}

function pathOf(key: string): string {
  return `materials/${key}`;
}
