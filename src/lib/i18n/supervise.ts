import { supervise as en } from './en/supervise.ts';
import type { Bundle } from './locale.ts';
import { supervise as zh, type SuperviseMessages } from './zh-CN/supervise.ts';

export const superviseMessages: Bundle<SuperviseMessages> = { 'zh-CN': zh, en };
