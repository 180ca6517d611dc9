import type { FormField, FormOption } from './form-definition.ts';

/**
 * The values of a choice with their names, in order. Where the data says `shuffled per matter`
 * (刻章单位: the hall may not favour one) the order follows from the seed, the same for everybody
 * who opens that matter.
 */
export function optionsOf(field: FormField, seed = ''): FormOption[] {
  const values = Array.isArray(field.options) ? field.options : [];
  const options = values.map((value) => ({ value, ...(field.optionLabels?.[value] ?? { zh: value, en: value }) }));
  if (!field.validation?.order?.startsWith('shuffled')) return options;
  return options
    .map((option) => ({ option, place: hashOf(`${seed}/${field.key}/${option.value}`) }))
    .sort((a, b) => a.place - b.place || (a.option.value < b.option.value ? -1 : 1))
    .map(({ option }) => option);
}

/** FNV-1a with a last mixing: order without favour, not secrecy. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
