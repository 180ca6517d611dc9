export const window = {};

export type WindowMessages = typeof window;
