export const supervise = {};

export type SuperviseMessages = typeof supervise;
