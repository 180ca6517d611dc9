import type { FieldType } from '#lib/domain/index.ts';

/**
 * What was typed in the form the field wants: spaces and full-width digits of an input method, `20261123`
 * and `2026年11月23日` for a date, a small x at the end of an identity number. Whatever is not
 * understood stays as it was typed, for the check to say what is wrong with it.
 */
export function tidied(type: FieldType, typed: string): string {
  const text = typed.trim();
  switch (type) {
    case 'identity':
    case 'uscc':
      return halfWidth(text).replace(/\s/g, '').toUpperCase();
    case 'phone':
    case 'code':
    case 'email':
      return halfWidth(text).replace(/\s/g, '');
    case 'integer':
    case 'decimal':
      return halfWidth(text).replace(/[\s,]/g, '');
    case 'date':
      return dated(halfWidth(text), 3);
    case 'month':
      return dated(halfWidth(text), 2);
    default:
      return text;
  }
}

function dated(text: string, parts: 2 | 3): string {
  const compact = parts === 3 ? /^(\d{4})(\d{2})(\d{2})$/ : /^(\d{4})(\d{2})$/;
  // Year, month and day parted by anything that is no figure: `2026.11.23`, 2026年11月23日.
  const parted = parts === 3 ? /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$/ : /^(\d{4})\D+(\d{1,2})\D*$/;
  const found = compact.exec(text) ?? parted.exec(text);
  if (!found) return text;
  return found
    .slice(1, parts + 1)
    .map((part, index) => (index === 0 ? part : part.padStart(2, '0')))
    .join('-');
}

/** Full-width forms U+FF01–FF5E are the ASCII ones shifted. */
function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}
