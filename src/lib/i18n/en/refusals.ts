import type { RefusalsMessages } from '../zh-CN/refusals.ts';

export const refusals: RefusalsMessages = {
  otherwise: () => 'That did not work. Try again; if it still fails, ask the supervisor.',
};
