import { strip as en } from './en/strip.ts';
import type { Bundle } from './locale.ts';
import { strip as zh, type StripMessages } from './zh-CN/strip.ts';

export const stripMessages: Bundle<StripMessages> = { 'zh-CN': zh, en };
