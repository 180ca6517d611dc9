import type { HallDate } from '../shared/index.ts';
import type { Circumstances } from './condition.ts';
import type { FieldValue } from './dossier-content.ts';
import type { FormFaultCode } from './fault-codes.ts';

/** What a single value is checked against beside its own field. */
export interface CheckContext {
  today: HallDate;
  items: readonly string[];
  circumstances: Circumstances;
  /** The value of `$sibling.idType` and the like; null when it is not filled or not asked for. */
  sibling(field: string): FieldValue;
  isWorkingDay?: ((date: HallDate) => boolean) | undefined;
}

export type ValueFault = { code: FormFaultCode; data?: Record<string, unknown> } | null;
