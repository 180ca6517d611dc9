import { department as en } from './en/department.ts';
import type { Bundle } from './locale.ts';
import { department as zh, type DepartmentMessages } from './zh-CN/department.ts';

export const departmentMessages: Bundle<DepartmentMessages> = { 'zh-CN': zh, en };
