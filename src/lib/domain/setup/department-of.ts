import type { Setup } from './setup.ts';

/** The department that decides an item: by its id, else by its name as catalogues write it; null when there is none. */
export function departmentOfItem({ catalogue, departments }: Setup, code: string): string | null {
  const item = catalogue.items.find((candidate) => candidate.code === code);
  if (!item) return null;
  const { departmentId, department } = item;
  return (
    departments.find(({ id, name }) => (departmentId === undefined ? name === department : id === departmentId))?.id ??
    null
  );
}
