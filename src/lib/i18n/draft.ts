import { draft as en } from './en/draft.ts';
import type { Bundle } from './locale.ts';
import { draft as zh, type DraftMessages } from './zh-CN/draft.ts';

export const draftMessages: Bundle<DraftMessages> = { 'zh-CN': zh, en };
