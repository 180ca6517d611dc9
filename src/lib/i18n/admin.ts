import { admin as en } from './en/admin.ts';
import type { Bundle } from './locale.ts';
import { admin as zh, type AdminMessages } from './zh-CN/admin.ts';

export const adminMessages: Bundle<AdminMessages> = { 'zh-CN': zh, en };
