import { readFileSync } from 'node:fs';
import type { Role, Setup } from '#lib/domain/index.ts';
import type { Accounts } from '../identity/accounts.ts';
import type { Devices } from '../identity/devices.ts';
import type { Storage } from '../storage/storage.ts';
import { foundHall } from './hall-record.ts';

interface SampleStaff {
  account: string;
  name: string;
  roles: Role[];
  department: string | null;
  duty: string;
}

export interface FirstRun {
  hall: string;
  people: { account: string; name: string; duty: string; password: string }[];
  links: { surface: 'kiosk' | 'board'; label: string; token: string }[];
}

/**
 * Founds the sample hall in an empty store. Its passwords and links are told once, by `tell`, before
 * the hall is founded: a founding that broke off before is begun anew, and nothing untold remains.
 */
export async function foundSampleHall(
  storage: Storage,
  accounts: Accounts,
  devices: Devices,
  tell: (firstRun: FirstRun) => void,
): Promise<void> {
  const setup = sampleSetup();
  const people: FirstRun['people'] = [];
  for (const { duty, ...person } of sample<SampleStaff[]>('staff.json')) {
    const created = accounts.get(person.account)
      ? await accounts.resetPassword(person.account)
      : await accounts.create(person);
    if (!created.ok) throw new Error(`sample account ${person.account}: ${created.code}`);
    people.push({ account: person.account, name: person.name, duty, password: created.value.password });
  }
  const links: FirstRun['links'] = [];
  for (const [surface, label] of [
    ['kiosk', 'K1'],
    ['board', 'B1'],
  ] as const) {
    links.push({ surface, label, token: await devices.newLink(surface, label) });
  }
  tell({ hall: setup.hall.name, people, links });
  const founded = await foundHall(storage, setup);
  if (!founded.ok) throw new Error(`sample hall: ${founded.code} ${JSON.stringify(founded.data)}`);
}

/** The sample hall of `sample/` with the national holidays as the calendar's starting data. */
export function sampleSetup(): Setup {
  const { forms, optionLists } = sample<Pick<Setup, 'forms' | 'optionLists'>>('forms.json');
  return {
    ...sample<Omit<Setup, 'catalogue' | 'calendar' | 'forms' | 'optionLists'>>('hall.json'),
    catalogue: sample<Setup['catalogue']>('catalogue.json'),
    forms,
    optionLists,
    calendar: nationalCalendar(),
  };
}

function sample<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../sample/${name}`, import.meta.url), 'utf8')) as T;
}

/** chinese-days has the notices of 2004–2026 and nothing later; an administrator imports new years. */
function nationalCalendar(): Setup['calendar'] {
  const data = JSON.parse(
    readFileSync(new URL(import.meta.resolve('chinese-days/dist/chinese-days.json')), 'utf8'),
  ) as { holidays: Record<string, string>; workdays: Record<string, string> };
  const years: Setup['calendar']['years'] = {};
  const add = (kind: 'off' | 'work', dates: Record<string, string>): void => {
    for (const date of Object.keys(dates).sort()) {
      // Older years bind nobody any more and would only be carried by every kiosk.
      if (date < '2025') continue;
      const year = (years[date.slice(0, 4)] ??= { off: [], work: [] });
      year[kind].push(date);
    }
  };
  add('off', data.holidays);
  add('work', data.workdays);
  return { years };
}
