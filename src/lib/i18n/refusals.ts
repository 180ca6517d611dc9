import { isRefusalCode } from '#lib/domain/shared/refusals.ts';
import { refusals as en } from './en/refusals.ts';
import type { Bundle } from './locale.ts';
import type { RefusalData, RefusalsMessages } from './refusal-words.ts';
import { refusals as zh } from './zh-CN/refusals.ts';

export const refusalsMessages: Bundle<RefusalsMessages> = { 'zh-CN': zh, en };

/** A refusal in words: what happened, why, what now. */
export function refusalText(words: RefusalsMessages, code: string, data: RefusalData = {}): string {
  return (isRefusalCode(code) ? words[code] : words.otherwise)(data);
}
