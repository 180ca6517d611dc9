import type { LifeEvent, Setup } from '#lib/domain/setup/setup.ts';

/** Something an applicant can take a number for: an item or a package (一件事). */
export interface Matter {
  code: string;
  name: string;
  nameEn: string;
  isPackage: boolean;
  department: string;
  queue: string;
}

export interface DepartmentGroup {
  id: string;
  name: string;
  nameEn: string;
  matters: Matter[];
}

/** Packages first, each with a route: what has none cannot be taken here. */
export function mattersOf(setup: Setup): Matter[] {
  const { items, packages } = setup.catalogue;
  const departmentByItem = new Map(items.map((item) => [item.code, item.department]));
  const all = [
    ...packages.map((entry) => ({
      entry,
      isPackage: true,
      department: departmentByItem.get(entry.items[0] ?? '') ?? '',
    })),
    ...items.map((entry) => ({ entry, isPackage: false, department: entry.department })),
  ];
  return all.flatMap(({ entry, isPackage, department }) => {
    const queue = setup.routes[entry.code];
    if (queue === undefined) return [];
    const { code, name } = entry;
    return [{ code, name, nameEn: entry.nameEn ?? name, isPackage, department, queue }];
  });
}

/** What people come for beside the catalogue (Q26), as something to take a number for. */
export function servicesOf(setup: Setup): Matter[] {
  return setup.services.flatMap(({ code, name, nameEn }) => {
    const queue = setup.routes[code];
    return queue === undefined ? [] : [{ code, name, nameEn, isPackage: false, department: '', queue }];
  });
}

/** Its choices that exist and have a route, in the order the hall gave them. */
export function choicesOf(event: LifeEvent, matters: readonly Matter[]): Matter[] {
  const byCode = new Map(matters.map((matter) => [matter.code, matter]));
  return event.choices.flatMap((code) => byCode.get(code) ?? []);
}

/** Departments with something to choose. A joint item stands under its leading department. */
export function departmentsOf(setup: Setup, matters: readonly Matter[]): DepartmentGroup[] {
  const english = new Map(setup.departments.map((department) => [plainName(department.name), department.nameEn]));
  const groups = new Map<string, DepartmentGroup>();
  for (const matter of matters) {
    const name = plainName(matter.department);
    if (name === '') continue;
    const group = groups.get(name) ?? { id: name, name, nameEn: english.get(name) ?? name, matters: [] };
    group.matters.push(matter);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Life events that still lead somewhere. */
export function lifeEventsOf(setup: Setup, matters: readonly Matter[]): LifeEvent[] {
  return setup.lifeEvents.filter((event) => choicesOf(event, matters).length > 0);
}

function plainName(department: string): string {
  const leading = department.split(/[/／]/)[0] ?? department;
  return leading.replace(/[(（].*?[)）]/g, '').trim();
}
