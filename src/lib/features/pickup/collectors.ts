import {
  agentFaults,
  askedMaterials,
  chosenItems,
  materialRules,
  pickupCheckOf,
  rowPath,
  valueOf,
  type DossierContent,
  type FormDefinition,
  type HandoverBy,
  type Setup,
} from '#lib/domain/index.ts';

/** Somebody whom the dossier knows by name and number. */
export interface Collector {
  name: string;
  number: string;
}

/** People of the dossier who may take the results for themselves, by form: name, number. */
const owners: [name: string, number: string][] = [
  ['legalRep.name', 'legalRep.idNumber'],
  ['applicant.name', 'applicant.idNumber'],
  ['person.given', 'passport.number'],
];
const ownerLists = ['transferees'];

/**
 * Who may stand at the desk in this role: the applicant (of a company its legal representative, of
 * several owners each), or the agent of the filing.
 */
export function collectorsOf(form: FormDefinition, content: DossierContent, by: HandoverBy): Collector[] {
  const read = (path: string): string => {
    const value = valueOf(form, content, path);
    return typeof value === 'string' ? value : '';
  };
  const pairs: [string, string][] =
    by === 'agent'
      ? [['agent.name', 'agent.idNumber']]
      : [
          ...owners,
          ...ownerLists.flatMap((list) =>
            (content.rows[list] ?? []).map((row): [string, string] => [
              rowPath(list, row, 'name'),
              rowPath(list, row, 'idNumber'),
            ]),
          ),
        ];
  return pairs
    .map(([name, number]) => ({ name: read(name), number: read(number) }))
    .filter((person) => person.number !== '');
}

/** The person whose document this is; a scanner may add blanks, a keyboard small letters. */
export function collectorWith(people: readonly Collector[], typed: string): Collector | null {
  const number = plain(typed);
  return number === '' ? null : (people.find((person) => plain(person.number) === number) ?? null);
}

/** Whether the agent of the filing may collect by what the filing says; null: none came with it. */
export function filedAuthority(
  content: DossierContent,
  { setup, form, code, today }: { setup: Setup; form: FormDefinition; code: string; today: string },
): { mayCollect: boolean; copies: number; until: string } | null {
  if (valueOf(form, content, 'agent.present') !== true) return null;
  const rules = askedMaterials(materialRules(setup, code, content, chosenItems(form, content)));
  const faults = agentFaults(form, content, rules, { today, stage: 'pickup' });
  const until = valueOf(form, content, 'agent.authorityUntil');
  return {
    mayCollect: faults.length === 0,
    copies: content.materials.poa?.copies ?? 0,
    until: typeof until === 'string' ? until : '',
  };
}

/**
 * The content with what belongs to this handover alone: a check or a signature of an earlier day, or
 * from before the last handover, counts for nothing. `since`: epoch ms, hall clock.
 */
export function freshContent(content: DossierContent, since: number): DossierContent {
  const check = pickupCheckOf(content);
  const signature = content.signatures['pickup'];
  const isOldCheck = check !== null && check.checkedAt < since;
  const isOldSignature = signature !== undefined && (signature.at < since || isOldCheck);
  if (!isOldCheck && !isOldSignature) return content;
  const fresh = { ...content, marks: { ...content.marks }, signatures: { ...content.signatures } };
  if (isOldCheck) delete fresh.marks['pickup'];
  delete fresh.signatures['pickup'];
  return fresh;
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}
