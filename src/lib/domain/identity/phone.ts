import { accepted, refused, type Result } from '../shared/index.ts';

/** Checks a mainland mobile number; spaces and hyphens of handwriting are passed over. */
export function checkPhone(text: string): Result<string, 'phone'> {
  const number = text.replace(/[\s-]/g, '');
  return /^1[3-9]\d{9}$/.test(number) ? accepted(number) : refused('phone');
}
