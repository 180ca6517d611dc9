import { pickup as en } from './en/pickup.ts';
import type { Bundle } from './locale.ts';
import { pickup as zh, type PickupMessages } from './zh-CN/pickup.ts';

export const pickupMessages: Bundle<PickupMessages> = { 'zh-CN': zh, en };
