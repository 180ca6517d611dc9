import { window as en } from './en/window.ts';
import type { Bundle } from './locale.ts';
import { window as zh, type WindowMessages } from './zh-CN/window.ts';

export const windowMessages: Bundle<WindowMessages> = { 'zh-CN': zh, en };
