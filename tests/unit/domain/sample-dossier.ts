import {
  askedMaterials,
  chosenItems,
  emptyContent,
  formOf,
  materialRules,
  resultFieldsOf,
  resultPath,
  rowPath,
  type DossierContent,
  type FormDefinition,
  type FormField,
  type Setup,
} from '#lib/domain/index.ts';

/**
 * A dossier filled in with the examples of the form itself, as a clerk would: every field, every
 * material in the first way that is allowed. Invented people only (the form's own examples).
 */
export function sampleDossier(setup: Setup, code: string, change?: (content: DossierContent) => void): DossierContent {
  const form = formOf(setup, code);
  if (!form) throw new Error(`no form for ${code}`);
  const content = emptyContent();
  for (const field of form.fields) fill(content, field, field.key, field.example);
  change?.(content);
  const rules = materialRules(setup, code, content, chosenItems(form, content));
  for (const rule of askedMaterials(rules)) {
    const [way] = rule.ways;
    if (way) content.materials[rule.key] = materialCheck(way);
  }
  return content;
}

export function materialCheck(
  way: 'received' | 'checked' | 'tolerated' | 'promised',
): DossierContent['materials'][string] {
  return { way, copies: 1, pages: 2, evidence: '窗口核对', by: '0317', at: 0 };
}

/** What a department fills in for its own item. */
export function withResult(form: FormDefinition, content: DossierContent, item: string): DossierContent {
  const filled = structuredClone(content);
  for (const field of resultFieldsOf(form, item)) fill(filled, field, resultPath(item, field.key), field.example);
  return filled;
}

function fill(content: DossierContent, field: FormField, path: string, example: unknown): void {
  if (example === null || example === undefined) return;
  if (field.type === 'list' && Array.isArray(example)) {
    const rows = example.map((_, index) => `row${index + 1}`);
    content.rows[field.key] = rows;
    for (const [index, row] of (example as Record<string, unknown>[]).entries()) {
      for (const inner of field.fields ?? []) {
        fill(content, inner, rowPath(field.key, rows[index] ?? '', inner.key), row[inner.key]);
      }
    }
    return;
  }
  const isChoice = ['choice', 'multiChoice', 'boolean'].includes(field.type);
  if (isChoice) {
    content.choices[path] = { value: example as string | boolean | string[], by: '0317', at: 0 };
  } else {
    content.texts[path] = Array.isArray(example) ? example.join('\n') : String(example);
  }
}
