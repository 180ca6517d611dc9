/** One replacement in a text; places are UTF-16 units and never inside a character. */
export interface TextEdit {
  at: number;
  removed: number;
  inserted: string;
}

/** The smallest replacement that makes `next` of `before`; null when they are the same. */
export function editBetween(before: string, next: string): TextEdit | null {
  if (before === next) return null;
  const most = Math.min(before.length, next.length);
  let start = 0;
  while (start < most && before[start] === next[start]) start += 1;
  // Yjs replaces a character of two units that is cut in the middle by U+FFFD.
  if (start > 0 && isHigh(before, start - 1)) start -= 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === next[next.length - 1 - end]) end += 1;
  if (end > 0 && isLow(before, before.length - end)) end -= 1;
  return { at: start, removed: before.length - end - start, inserted: next.slice(start, next.length - end) };
}

/**
 * What somebody did to the text they saw, as it applies to the text as it is now: another clerk has
 * typed into it meanwhile. What the other one wrote stays.
 */
export function rebase(edit: TextEdit, shown: string, present: string): TextEdit {
  const meanwhile = editBetween(shown, present);
  if (!meanwhile) return edit;
  const grown = meanwhile.inserted.length - meanwhile.removed;
  const end = edit.at + edit.removed;
  if (end <= meanwhile.at) return edit;
  if (edit.at >= meanwhile.at + meanwhile.removed) return { ...edit, at: edit.at + grown };
  // Both touched the same place: only what is still there of what was seen is removed.
  const before = Math.max(0, meanwhile.at - edit.at);
  return before > 0
    ? { at: edit.at, removed: before, inserted: edit.inserted }
    : {
        at: meanwhile.at + meanwhile.inserted.length,
        removed: Math.max(0, end - meanwhile.at - meanwhile.removed),
        inserted: edit.inserted,
      };
}

function isHigh(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000;
}
