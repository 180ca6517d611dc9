/** The outcome of something that may be refused: a value, or a code with the figures its sentence needs. */
export type Result<T, C extends string = string> =
  { ok: true; value: T } | { ok: false; code: C; data?: Record<string, unknown> };

export function accepted<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refused<C extends string>(
  code: C,
  data?: Record<string, unknown>,
): { ok: false; code: C; data?: Record<string, unknown> } {
  return data === undefined ? { ok: false, code } : { ok: false, code, data };
}
