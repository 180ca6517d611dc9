import type { FormField } from '#lib/domain/index.ts';

/** What a list shows of each row while it is closed: whose it is, the figure that is added up, then what tells rows apart. */
export interface ListColumns {
  name: FormField | undefined;
  /** Its share of the target stands beside it. */
  figure: FormField | undefined;
  others: FormField[];
}

const MOST = 2;

export function columnsOf(list: FormField): ListColumns {
  const fields = list.fields ?? [];
  const name = fields.find((field) => field.key === 'name') ?? fields.find((field) => field.type === 'text');
  const figure = fields.find((field) => field.key === list.validation?.sumEquals?.field);
  const rest = fields.filter((field) => field !== name && field !== figure);
  const telling = (field: FormField): number =>
    ['identity', 'decimal', 'choice'].indexOf(field.type) + (field.key === 'idType' || field.key === 'kind' ? 10 : 0);
  const others = rest
    .filter((field) => ['identity', 'decimal', 'choice'].includes(field.type))
    .sort((one, other) => telling(one) - telling(other))
    .slice(0, figure ? 1 : MOST);
  return { name, figure, others };
}

/** A unit that is itself a number (`10,000 CNY`) stands in the head of a column, not behind each figure. */
export function isMultiple(unit: string): boolean {
  return /^\d/.test(unit);
}

/** `注册资本(万元)` → name and unit. */
export function unitOf(label: string): { name: string; unit: string } {
  const [, name = label, unit = ''] = /^(.*?)[（(]([^（()）]*)[)）]$/.exec(label) ?? [];
  return { name: name.trim(), unit };
}
