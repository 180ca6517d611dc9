import type { core } from './core.ts';
import type { rest } from './rest.ts';

export type IconName = keyof typeof core | keyof typeof rest;

/** For names that come as data (setup): an unknown one is drawn as a plain grid. */
export function iconNamed(name: string): IconName {
  return name as IconName;
}
