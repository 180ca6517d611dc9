import {
  emptyContent,
  formOf,
  isChoice,
  rowPath,
  type DossierContent,
  type FieldValue,
  type FormDefinition,
  type FormField,
  type MaterialCheck,
} from '#lib/domain/index.ts';
import { sampleSetup } from '../../../sync-server/hall/founding.ts';

export const TODAY = '2026-11-23';
export const setup = sampleSetup();

export function form(code: string): FormDefinition {
  const found = formOf(setup, code);
  if (!found) throw new Error(`no form for ${code}`);
  return found;
}

/** A dossier under a test's hands: filled with the examples of the form's own data. */
export class TestDossier {
  readonly content: DossierContent = emptyContent();

  /** The examples of the sample data; an agent only where the test wants one. */
  static filled(definition: FormDefinition): TestDossier {
    const dossier = new TestDossier();
    for (const field of definition.fields) {
      if (field.type === 'list') dossier.rows(field, (field.example ?? []) as Record<string, unknown>[]);
      else dossier.put(field, field.key, field.example);
    }
    return dossier;
  }

  text(path: string, text: string): this {
    this.content.texts[path] = text;
    return this;
  }

  choose(path: string, value: FieldValue): this {
    this.content.choices[path] = { value, by: '0317', at: 0 };
    return this;
  }

  without(...paths: string[]): this {
    for (const path of paths) {
      delete this.content.texts[path];
      delete this.content.choices[path];
    }
    return this;
  }

  rows(list: FormField, rows: readonly Record<string, unknown>[]): this {
    this.content.rows[list.key] = rows.map((row, index) => {
      const id = `row${index + 1}`;
      for (const field of list.fields ?? []) this.put(field, rowPath(list.key, id, field.key), row[field.key]);
      return id;
    });
    return this;
  }

  material(key: string, check: Partial<MaterialCheck>): this {
    const blank: MaterialCheck = { way: 'received', copies: 1, pages: null, evidence: '', by: '0317', at: 0 };
    this.content.materials[key] = { ...blank, ...check };
    return this;
  }

  private put(field: FormField, path: string, example: unknown): void {
    if (example === null || example === undefined) return;
    if (isChoice(field)) this.choose(path, example as FieldValue);
    else this.text(path, Array.isArray(example) ? example.join('\n') : String(example));
  }
}
