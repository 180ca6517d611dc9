import { checkForms } from '../forms/index.ts';
import { accepted, refused, type Result } from '../shared/index.ts';
import { departmentOfItem } from './department-of.ts';
import type { Setup } from './setup.ts';

export interface SetupFault {
  /** Where: `windows.3.queues`, `routes.QY-01`. */
  path: string;
  fault: 'missing' | 'duplicate' | 'unknown-reference' | 'no-window' | 'over-limit' | 'out-of-range' | 'in-use';
}

/**
 * Checks a setup as a whole before it is published: every reference resolves, every active item
 * and package has a queue that at least one window serves (A5), packages keep their own limits of
 * steps and materials (C6, C7), numbers cannot collide (Q1).
 * Refusal: `setup-invalid` with all faults, not the first.
 */
export function checkSetup(setup: Setup): Result<Setup, 'setup-invalid'> {
  const faults: SetupFault[] = [
    ...duplicates(
      'queues',
      setup.queues.map((queue) => queue.id),
    ),
    ...duplicates(
      'queues.letter',
      setup.queues.map((queue) => queue.letter),
    ),
    ...duplicates(
      'windows',
      setup.windows.map((window) => String(window.no)),
    ),
    ...duplicates('catalogue', routedCodesOf(setup)),
    ...referenceFaults(setup),
    ...limitFaults(setup),
    ...checkForms(setup),
  ];
  return faults.length === 0 ? accepted(setup) : refused('setup-invalid', { faults });
}

/** Codes of every active item and package. */
export function codesOf(setup: Setup): string[] {
  return [...setup.catalogue.items, ...setup.catalogue.packages].map((entry) => entry.code);
}

/** Codes of everything that a number is given for: with the hall's own services (Q26). */
function routedCodesOf(setup: Setup): string[] {
  return [...codesOf(setup), ...setup.services.map((entry) => entry.code)];
}

type Named = { code: string; name: string; nameEn?: string | null | undefined };

/** 网上可预约率 and routing speak of the same set; an item, package or service by its code. */
export function entryOf(setup: Setup, code: string): Named | undefined {
  return matterEntryOf(setup, code) ?? setup.services.find((entry) => entry.code === code);
}

/** An item or package: what a matter can be opened for. */
export function matterEntryOf(setup: Setup, code: string): Named | undefined {
  return (
    setup.catalogue.packages.find((entry) => entry.code === code) ??
    setup.catalogue.items.find((entry) => entry.code === code)
  );
}

function referenceFaults(setup: Setup): SetupFault[] {
  const faults: SetupFault[] = [];
  const queues = new Set(setup.queues.map((queue) => queue.id));
  const areas = new Set(setup.areas.map((area) => area.id));
  const kinds = new Set(setup.windowKinds.map((kind) => kind.id));
  const codes = new Set(routedCodesOf(setup));
  const served = new Set(setup.windows.flatMap((window) => window.queues));
  const unknown = (path: string): void => void faults.push({ path, fault: 'unknown-reference' });
  for (const queue of setup.queues) if (!areas.has(queue.area)) unknown(`queues.${queue.id}.area`);
  for (const window of setup.windows) {
    if (!kinds.has(window.kind)) unknown(`windows.${window.no}.kind`);
    if (!areas.has(window.area)) unknown(`windows.${window.no}.area`);
    if (window.queues.some((queue) => !queues.has(queue))) unknown(`windows.${window.no}.queues`);
  }
  for (const code of codes) {
    const queue = setup.routes[code];
    if (queue === undefined) faults.push({ path: `routes.${code}`, fault: 'missing' });
    else if (!queues.has(queue)) unknown(`routes.${code}`);
    else if (!served.has(queue)) faults.push({ path: `routes.${code}`, fault: 'no-window' });
  }
  const lifeEvents = new Set(setup.lifeEvents.map((event) => event.id));
  for (const event of setup.lifeEvents) {
    if (event.choices.length === 0 || event.choices.some((code) => !codes.has(code))) unknown(`lifeEvents.${event.id}`);
  }
  for (const id of setup.careLifeEvents) if (!lifeEvents.has(id)) unknown(`careLifeEvents.${id}`);
  const materials = new Set(setup.catalogue.materials.map((material) => material.key));
  for (const item of setup.catalogue.items) {
    if (item.materials.some((line) => !materials.has(line.material))) unknown(`items.${item.code}.materials`);
    // Nobody could ever decide its matters.
    if (departmentOfItem(setup, item.code) === null) unknown(`items.${item.code}.department`);
  }
  for (const entry of setup.catalogue.packages) {
    if (entry.items.some((code) => !codes.has(code))) unknown(`packages.${entry.code}.items`);
    if (entry.mergedMaterials.some((key) => !materials.has(key))) unknown(`packages.${entry.code}.mergedMaterials`);
  }
  return faults;
}

function limitFaults(setup: Setup): SetupFault[] {
  const faults: SetupFault[] = [];
  for (const entry of setup.catalogue.packages) {
    const { maxSteps, maxMaterials } = entry.limits;
    if (maxSteps && entry.steps.length > maxSteps)
      faults.push({ path: `packages.${entry.code}.steps`, fault: 'over-limit' });
    if (maxMaterials && entry.mergedMaterials.length > maxMaterials) {
      faults.push({ path: `packages.${entry.code}.mergedMaterials`, fault: 'over-limit' });
    }
  }
  let previous = -1;
  for (const [from, to] of setup.hours) {
    if (from <= previous || to <= from || to > 24 * 60) faults.push({ path: 'hours', fault: 'out-of-range' });
    previous = to;
  }
  if (setup.hours.length === 0) faults.push({ path: 'hours', fault: 'missing' });
  return faults;
}

function duplicates(path: string, ids: readonly string[]): SetupFault[] {
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => ({ path: `${path}.${id}`, fault: 'duplicate' as const }));
}
