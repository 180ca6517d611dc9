import type { WindowMessages } from '../zh-CN/window.ts';

export const window = {} satisfies WindowMessages;
