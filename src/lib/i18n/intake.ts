import { intake as en } from './en/intake.ts';
import type { Bundle } from './locale.ts';
import { intake as zh, type IntakeMessages } from './zh-CN/intake.ts';

export const intakeMessages: Bundle<IntakeMessages> = { 'zh-CN': zh, en };
