import type { AdminMessages } from '../zh-CN/admin.ts';

export const admin = {} satisfies AdminMessages;
