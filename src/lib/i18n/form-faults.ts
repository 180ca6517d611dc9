import type { FormFault } from '#lib/domain/forms/fault-codes.ts';
import { formFaults as en } from './en/form-faults.ts';
import type { Bundle } from './locale.ts';
import { formFaults as zh, type FormFaultsMessages } from './zh-CN/form-faults.ts';

export const formFaultsMessages: Bundle<FormFaultsMessages> = { 'zh-CN': zh, en };

/** A fault in words. */
export function faultText(words: FormFaultsMessages, fault: Pick<FormFault, 'code' | 'data'>): string {
  return words[fault.code](fault.data ?? {});
}
