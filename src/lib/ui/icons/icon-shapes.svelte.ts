import { core } from './core.ts';
import type { IconName } from './icons.ts';
import type { IconShape } from './shape.ts';

const small: Record<string, IconShape> = core;
let more = $state.raw<Record<string, IconShape> | null>(null);
let asked = false;

/** The drawing of an icon; empty for the moment in which the larger set is on its way. */
export function shapeOf(name: IconName): IconShape {
  const shape = small[name] ?? more?.[name] ?? more?.['grid'];
  if (shape) return shape;
  if (!asked) {
    asked = true;
    void import('./rest.ts').then(({ rest }) => {
      more = rest;
    });
  }
  return {};
}
