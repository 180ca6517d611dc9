import { accepted, refused, type Result } from './result.ts';

/** Longest name of a person or a device, counted in characters (code points), not UTF-16 units. */
export const NAME_LENGTH = 60;

/**
 * Checks a name as people have them: `·` (U+00B7), Latin letters, and characters from beyond the
 * basic plane are names like any other and count as one (GB 18030-2022; rules.md §2.12).
 * Refusals: name-empty, name-too-long, name-has-control-characters.
 */
export function checkName(
  text: string,
): Result<string, 'name-empty' | 'name-too-long' | 'name-has-control-characters'> {
  const name = text.normalize('NFC').trim();
  if (name === '') return refused('name-empty');
  // Control, format and lone-surrogate code points: invisible on screen, fatal on paper.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return refused('name-has-control-characters');
  if ([...name].length > NAME_LENGTH) return refused('name-too-long', { most: NAME_LENGTH });
  return accepted(name);
}

/** The form for public screens: first character and `*`. */
export function maskName(name: string): string {
  return `${[...name][0] ?? ''}*`;
}
