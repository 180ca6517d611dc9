import { refusals as en } from './en/refusals.ts';
import type { Bundle } from './locale.ts';
import { refusals as zh, type RefusalsMessages } from './zh-CN/refusals.ts';

export const refusalsMessages: Bundle<RefusalsMessages> = { 'zh-CN': zh, en };
