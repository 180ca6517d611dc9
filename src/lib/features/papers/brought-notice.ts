import type { NoticeMaterial, OneTimeNoticeData } from '#lib/documents/index.ts';
import { askedMaterials, materialRules, type DossierContent, type Setup } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';

/**
 * Document 2 for papers that were looked at and given back: what was right, what was missing, what
 * was wrong. Only what the chosen items ask for stands on it; no clock begins.
 */
export function withBrought(
  notice: OneTimeNoticeData,
  setup: Setup,
  content: DossierContent,
  items: readonly string[],
): OneTimeNoticeData {
  const asked = askedMaterials(materialRules(setup, notice.code, content, items));
  const materials = asked.map((rule): NoticeMaterial => {
    const known = notice.materials.find((material) => material.name === rule.name);
    const material = setup.catalogue.materials.find((entry) => entry.key === rule.key);
    const line = known ?? {
      name: rule.name,
      form: rule.form,
      copies: rule.copies,
      issuer: material?.issuer ?? '',
      requirements: [],
      note: material?.note ?? '',
    };
    return { ...line, brought: broughtOf(content, rule.key, rule.required) };
  });
  return { ...notice, materials };
}

function broughtOf(content: DossierContent, key: string, required: boolean): NonNullable<NoticeMaterial['brought']> {
  const check = content.materials[key];
  if (!check) return required ? 'missing' : 'ok';
  if (check.way === 'missing') return 'missing';
  return check.problem ? { problem: check.evidence.trim() || words.problem } : 'ok';
}
