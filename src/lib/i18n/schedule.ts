import { schedule as en } from './en/schedule.ts';
import type { Bundle } from './locale.ts';
import { schedule as zh, type ScheduleMessages } from './zh-CN/schedule.ts';

export const scheduleMessages: Bundle<ScheduleMessages> = { 'zh-CN': zh, en };
