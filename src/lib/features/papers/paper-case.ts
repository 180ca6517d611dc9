import {
  applicantFullName,
  clockTextOfT,
  DAY,
  dateOfMinute,
  entryOf,
  formOf,
  hallMinute,
  isOrganisation,
  maskIdentity,
  maskPhone,
  minuteOfDayOf,
  valueOf,
  type DossierContent,
  type FormDefinition,
  type HallDate,
  type Matter,
  type Setup,
} from '#lib/domain/index.ts';
import type { Agent, ApplicantKind } from '#lib/documents/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';

/** What every paper of a matter is built from. `day`: the open day, from whose midnight the matter's times are told. */
export interface PaperCase {
  /** The version the matter was opened with. */
  setup: Setup;
  form: FormDefinition;
  matter: Matter;
  content: DossierContent;
  day: HallDate;
}

/** Null where the setup does not know the matter's code. */
export function paperCase(setup: Setup, matter: Matter, content: DossierContent, day: HallDate): PaperCase | null {
  const form = formOf(setup, matter.code);
  return form ? { setup, form, matter, content, day } : null;
}

/** The item's or package's name. */
export function matterName({ setup, matter }: PaperCase): string {
  return entryOf(setup, matter.code)?.name ?? matter.code;
}

/** In full: it is the applicant's own paper. */
export function applicantOf({ form, content }: PaperCase): string {
  return applicantFullName(form, content) || words.unnamed;
}

export function applicantKindOf({ form, content }: PaperCase): ApplicantKind {
  return isOrganisation(form, content) ? 'organization' : 'person';
}

const identityPaths = ['applicant.idNumber', 'passport.number', 'legalRep.idNumber'];

/** The applicant's number, masked; the legal representative's for a company that has none yet. */
export function applicantIdentityOf(paper: PaperCase): string | null {
  const { form, content } = paper;
  for (const path of identityPaths) {
    const value = valueOf(form, content, path);
    if (typeof value === 'string') return maskIdentity(value);
  }
  return null;
}

/** Who acts for the applicant, number and phone masked; null when the applicant came in person. */
export function agentOf({ form, content }: PaperCase): Agent | null {
  if (valueOf(form, content, 'agent.present') !== true) return null;
  const text = (path: string): string | null => {
    const value = valueOf(form, content, path);
    return typeof value === 'string' ? value : null;
  };
  const identity = text('agent.idNumber');
  const phone = text('agent.mobile');
  const poa = content.materials.poa;
  return {
    name: text('agent.name') ?? words.unnamed,
    identity: identity === null ? null : maskIdentity(identity),
    phone: phone === null ? null : maskPhone(phone),
    authorization: poa?.way === 'received' ? words.authorization(poa.copies) : words.noAuthorization,
  };
}

/** `2026-11-23 10:06` of a `t`, milliseconds since the day's midnight. */
export function momentOf(day: HallDate, t: number): string {
  return `${dateOfMinute(hallMinute(day, Math.floor(t / 60_000)))} ${clockTextOfT(t)}`;
}

/** `2026-11-23` of a `t`. */
export function dayOf(day: HallDate, t: number): HallDate {
  return dateOfMinute(hallMinute(day, Math.floor(t / DAY) * 1440));
}

/** `2026-11-23 15:36` of hall minutes since the day's midnight: the ledger's due times. */
export function dueMoment(day: HallDate, minutes: number): string {
  const at = hallMinute(day, minutes);
  const minute = minuteOfDayOf(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${dateOfMinute(at)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
