import type { RefusalCode } from '#lib/domain/shared/refusals.ts';

/** Figures a refusal's sentence needs, as they came with it. */
export type RefusalData = Record<string, unknown>;

/** What happened, why, what to do now. */
export type RefusalWords = (data: RefusalData) => string;

export type RefusalsMessages = { otherwise: RefusalWords } & Partial<Record<RefusalCode, RefusalWords>>;

export const refusals: RefusalsMessages = {
  otherwise: () => '没办成。再试一次；还不行，请值班长看一下。',
};
