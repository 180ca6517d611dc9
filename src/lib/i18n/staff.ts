import { staff as en } from './en/staff.ts';
import type { Bundle } from './locale.ts';
import { staff as zh, type StaffMessages } from './zh-CN/staff.ts';

export const staffMessages: Bundle<StaffMessages> = { 'zh-CN': zh, en };
