import { common as en } from './en/common.ts';
import type { Bundle } from './locale.ts';
import { common as zh, type CommonMessages } from './zh-CN/common.ts';

export const commonMessages: Bundle<CommonMessages> = { 'zh-CN': zh, en };
