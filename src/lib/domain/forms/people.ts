import { checkUscc, maskCompany, maskIdentity, maskPersonName, maskPhone } from '../identity/index.ts';
import type { DossierContent } from './dossier-content.ts';
import type { FormDefinition, FormField } from './form-definition.ts';
import { valueOf } from './values.ts';

/** Where an applicant's name stands, the first that is filled. */
const namePaths = ['company.nameApproved', 'applicant.name', 'person.nameZh', 'person.given'];

/** The applicant's full name, for their own papers; '' before anything was filled in. */
export function applicantFullName(form: FormDefinition, content: DossierContent): string {
  const firstTransferee = content.rows.transferees?.[0];
  const paths = [...namePaths, ...(firstTransferee === undefined ? [] : [`transferees/${firstTransferee}/name`])];
  for (const path of paths) {
    const value = valueOf(form, content, path);
    if (typeof value !== 'string') continue;
    const surname = path === 'person.given' ? valueOf(form, content, 'person.surname') : null;
    return typeof surname === 'string' ? `${surname} ${value}` : value;
  }
  return '';
}

/** Whether the applicant is an organisation: papers say 你单位, masks keep the place and the legal form. */
export function isOrganisation(form: FormDefinition, content: DossierContent): boolean {
  if (valueOf(form, content, 'company.nameApproved') !== null) return true;
  return valueOf(form, content, 'applicant.kind') === 'company';
}

/** The applicant's name for lists, boards and phones. */
export function maskedApplicant(form: FormDefinition, content: DossierContent): string {
  const name = applicantFullName(form, content);
  if (name === '') return '';
  return isOrganisation(form, content) ? maskCompany(name) : maskPersonName(name);
}

/** The mobile that notices go to; null when none is known. */
export function contactMobile(form: FormDefinition, content: DossierContent): string | null {
  for (const path of ['contact.mobile', 'agent.mobile', 'applicant.mobile', 'employer.mobile', 'utilities.payer']) {
    const value = valueOf(form, content, path);
    if (typeof value === 'string') return value;
  }
  return null;
}

/** A field's text as it stands on a screen until somebody asks to see it; other texts stay. */
export function maskedText(field: Pick<FormField, 'type' | 'personal' | 'mask'>, text: string): string {
  if (field.personal === undefined) return text;
  if (field.type === 'phone') return maskPhone(text);
  if (field.type !== 'identity') return text;
  // A company's code is public.
  return field.mask?.includes('people only') && checkUscc(text).ok ? text : maskIdentity(text);
}
