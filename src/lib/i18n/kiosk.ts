import { kiosk as en } from './en/kiosk.ts';
import type { Bundle } from './locale.ts';
import { kiosk as zh, type KioskMessages } from './zh-CN/kiosk.ts';

export const kioskMessages: Bundle<KioskMessages> = { 'zh-CN': zh, en };
