import { phone as en } from './en/phone.ts';
import type { Bundle } from './locale.ts';
import { phone as zh, type PhoneMessages } from './zh-CN/phone.ts';

export const phoneMessages: Bundle<PhoneMessages> = { 'zh-CN': zh, en };
