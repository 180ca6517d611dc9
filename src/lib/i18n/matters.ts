import { matters as en } from './en/matters.ts';
import type { Bundle } from './locale.ts';
import { matters as zh, type MattersMessages } from './zh-CN/matters.ts';

export const mattersMessages: Bundle<MattersMessages> = { 'zh-CN': zh, en };
