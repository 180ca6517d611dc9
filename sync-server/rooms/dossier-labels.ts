import { applicantName, maskApplicant, type DossierContent } from '#lib/domain/index.ts';

/** Whose a dossier is. */
export interface DossierLabel {
  name: string;
  masked: string;
}

const MOST_LABELS = 2000;

/** Labels of dossiers, by the name each is kept under: lists ask for the same ones again and again. */
export class DossierLabels {
  readonly #labels = new Map<string, DossierLabel>();

  get(name: string): DossierLabel | undefined {
    return this.#labels.get(name);
  }

  /** Null: nobody is named in the content yet. */
  keep(name: string, content: DossierContent): DossierLabel | null {
    const applicant = applicantName(content);
    if (applicant === '') return null;
    const label = { name: applicant, masked: maskApplicant(applicant) };
    const [oldest] = this.#labels.size >= MOST_LABELS ? this.#labels.keys() : [];
    if (oldest !== undefined) this.#labels.delete(oldest);
    this.#labels.set(name, label);
    return label;
  }

  /** It was written in, or erased. */
  forget(name: string): void {
    this.#labels.delete(name);
  }
}
