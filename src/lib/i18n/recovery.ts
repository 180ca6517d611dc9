import { recovery as en } from './en/recovery.ts';
import type { Bundle } from './locale.ts';
import { recovery as zh, type RecoveryMessages } from './zh-CN/recovery.ts';

export const recoveryMessages: Bundle<RecoveryMessages> = { 'zh-CN': zh, en };
