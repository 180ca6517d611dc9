import { found as en } from './en/found.ts';
import type { Bundle } from './locale.ts';
import { found as zh, type FoundMessages } from './zh-CN/found.ts';

export const foundMessages: Bundle<FoundMessages> = { 'zh-CN': zh, en };
