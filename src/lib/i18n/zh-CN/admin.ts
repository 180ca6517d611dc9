export const admin = {};

export type AdminMessages = typeof admin;
