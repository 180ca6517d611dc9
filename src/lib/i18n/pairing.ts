import { pairing as en } from './en/pairing.ts';
import type { Bundle } from './locale.ts';
import { pairing as zh, type PairingMessages } from './zh-CN/pairing.ts';

export const pairingMessages: Bundle<PairingMessages> = { 'zh-CN': zh, en };
