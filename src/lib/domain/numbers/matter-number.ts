import { accepted, isHallDate, refused, type HallDate, type Result } from '../shared/index.ts';

/**
 * 办件编号, 23 digits: 区划 6 · 大厅 2 · 年月日 8 · 终端 3 · 序号 3 · 校验 1 (rules.md §2.14).
 * The terminal's part makes it unique without a line; the check digit is ISO 7064 MOD 11,10.
 */
export interface MatterNumber {
  region: string;
  hall: string;
  date: HallDate;
  /** 1–999: the device that gives it. */
  terminal: number;
  /** 1–999: counted by terminal and day. */
  serial: number;
}

export const SERIALS = 999;

/** Refusals: serials-used-up (this terminal has given 999 today), bad-request (a part is out of shape). */
export function makeMatterNumber(parts: MatterNumber): Result<string, 'serials-used-up' | 'bad-request'> {
  if (parts.serial > SERIALS) return refused('serials-used-up', { terminal: parts.terminal });
  const { region, hall, date, terminal, serial } = parts;
  const isSound =
    /^\d{6}$/.test(region) && /^\d{2}$/.test(hall) && isHallDate(date) && isPart(terminal) && isPart(serial);
  if (!isSound) return refused('bad-request');
  const digits = `${region}${hall}${date.replaceAll('-', '')}${threeDigits(terminal)}${threeDigits(serial)}`;
  return accepted(`${digits}${checkDigitOf(digits)}`);
}

/** Whether a text is a matter number: 23 digits, a real date, the right check digit. Spaces are passed over. */
export function checkMatterNumber(text: string): boolean {
  return readMatterNumber(text) !== null;
}

/** The parts of a number; null when it is none. */
export function readMatterNumber(text: string): MatterNumber | null {
  const digits = text.replace(/\s/g, '');
  if (!/^\d{23}$/.test(digits) || checkDigitOf(digits.slice(0, 22)) !== digits[22]) return null;
  const date = `${digits.slice(8, 12)}-${digits.slice(12, 14)}-${digits.slice(14, 16)}`;
  if (!isHallDate(date)) return null;
  return {
    region: digits.slice(0, 6),
    hall: digits.slice(6, 8),
    date,
    terminal: Number(digits.slice(16, 19)),
    serial: Number(digits.slice(19, 22)),
  };
}

/** `9900 0011 2026 1123 003 017 2`, as it is printed and read aloud. */
export function groupMatterNumber(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d{4})(\d{4})(\d{3})(\d{3})(\d)$/, '$1 $2 $3 $4 $5 $6 $7');
}

/** 办件尾号: the last four digits, for applicants and lists. */
export function matterTail(number: string): string {
  return number.slice(-4);
}

/** ISO 7064 MOD 11,10. */
export function checkDigitOf(digits: string): string {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

function isPart(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= SERIALS;
}

function threeDigits(value: number): string {
  return String(value).padStart(3, '0');
}
