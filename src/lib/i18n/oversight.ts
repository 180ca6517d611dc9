import { oversight as en } from './en/oversight.ts';
import type { Bundle } from './locale.ts';
import { oversight as zh, type OversightMessages } from './zh-CN/oversight.ts';

export const oversightMessages: Bundle<OversightMessages> = { 'zh-CN': zh, en };
