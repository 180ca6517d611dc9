import type { RefusalCode } from '#lib/domain/shared/refusals.ts';

/** Figures a refusal's sentence needs, as they came with it. */
export type RefusalData = Record<string, unknown>;

/** What happened, why, what to do now. */
export type RefusalWords = (data: RefusalData) => string;

/** Every code has its words; `otherwise` is for codes of a newer hall. */
export type RefusalsMessages = { otherwise: RefusalWords } & Record<RefusalCode, RefusalWords>;

/** A figure as text, empty when it did not come. */
export function figure(data: RefusalData, name: string): string {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A list of numbers, joined. */
export function figures(data: RefusalData, name: string, separator: string): string {
  const value = data[name];
  return Array.isArray(value) ? value.join(separator) : '';
}

/** `10:20` of a `t` (milliseconds since midnight). */
export function clockOf(data: RefusalData, name: string): string {
  const value = data[name];
  if (typeof value !== 'number') return '';
  const minutes = Math.ceil(value / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** How many things are missing. */
export function count(data: RefusalData): number {
  const { faults } = data;
  return Array.isArray(faults) ? faults.length : 0;
}

/** `10:20` of a minute of the day. */
export function timeOf(data: RefusalData, name: string): string {
  const value = data[name];
  return typeof value === 'number' ? clockOf({ at: value * 60_000 }, 'at') : '';
}

/** Month and day of a `2026-11-24`; zeros when it did not come. */
export function dateOf(data: RefusalData, name: string): { month: number; day: number } {
  const match = /^\d{4}-(\d{2})-(\d{2})$/.exec(figure(data, name));
  return { month: Number(match?.[1] ?? 0), day: Number(match?.[2] ?? 0) };
}

/** Other places that are free: each its date and time. */
export function placesOf(data: RefusalData): RefusalData[] {
  const { next } = data;
  return Array.isArray(next) ? next.filter((place): place is RefusalData => typeof place === 'object') : [];
}
