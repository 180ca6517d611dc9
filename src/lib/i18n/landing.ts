import { landing as en } from './en/landing.ts';
import type { Bundle } from './locale.ts';
import { landing as zh, type LandingMessages } from './zh-CN/landing.ts';

export const landingMessages: Bundle<LandingMessages> = { 'zh-CN': zh, en };
