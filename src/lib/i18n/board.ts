import { board as en } from './en/board.ts';
import type { Bundle } from './locale.ts';
import { board as zh, type BoardMessages } from './zh-CN/board.ts';

export const boardMessages: Bundle<BoardMessages> = { 'zh-CN': zh, en };
