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

/** `M8D4R3WP` → `['M8D4', 'R3WP']`: read out and typed in fours. */
export function codeGroups(shortCode: string): string[] {
  return shortCode.match(/.{1,4}/gu) ?? [];
}
