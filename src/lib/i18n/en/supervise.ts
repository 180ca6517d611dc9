import type { SuperviseMessages } from '../zh-CN/supervise.ts';

export const supervise = {} satisfies SuperviseMessages;
