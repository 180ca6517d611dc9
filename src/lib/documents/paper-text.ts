/** `(` and `)` stand full-width on paper, and so do the commas and colons of the catalogue. */
export function fullWidth(text: string): string {
  return text
    .replace(/\(/g, '（')
    .replace(/\)/g, '）')
    .replace(/(?<=\P{ASCII}),|,(?=\P{ASCII})/gu, '，')
    .replace(/(?<=\P{ASCII});|;(?=\P{ASCII})/gu, '；')
    .replace(/(?<=\P{ASCII}):|:(?=\P{ASCII})/gu, '：');
}

/** `2026-11-23 10:06` → `2026年11月23日10时06分`; `2026-11-23` → `2026年11月23日`. */
export function paperTime(time: string): string {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d))?/.exec(time) ?? [];
  if (!year) return time;
  const date = `${year}年${Number(month)}月${Number(day)}日`;
  return hour ? `${date}${Number(hour)}时${minute}分` : date;
}

/** `11月23日 15:36`; with the year where it is not that of `since`. For a day, the day alone. */
export function dueText(due: string, since: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d))?/.exec(due) ?? [];
  if (!year) return due;
  const date = `${Number(month)}月${Number(day)}日`;
  return `${since.startsWith(year) ? '' : `${year}年`}${date}${time ? ` ${time}` : ''}`;
}

/** Place, day, terminal, serial, check digit: `9900 0011 2026 1123 003 017 4`. Anything else stays as it is. */
export function matterNumber(digits: string): string {
  const parts = /^(\d{4})(\d{4})(\d{4})(\d{4})(\d{3})(\d{3})(\d)$/.exec(digits);
  return parts ? parts.slice(1).join(' ') : digits;
}

/** `M8D4R3WP` → `['M8D4', 'R3WP']`: read out and typed in fours. */
export function codeGroups(shortCode: string): string[] {
  return shortCode.match(/.{1,4}/gu) ?? [];
}
