import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { editBetween, rebase, type TextEdit } from '#lib/store/text-edit.ts';

const apply = (text: string, { at, removed, inserted }: TextEdit): string =>
  text.slice(0, at) + inserted + text.slice(at + removed);

/** Characters that share halves: U+20BB7 and its neighbours, an emoji, `·`. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '云', '·', '𠮷', '𠮸', '😀'), maxLength: 12 });

describe('the smallest edit', () => {
  test('makes the new text of the old one', () => {
    fc.assert(
      fc.property(text, text, (before, next) => {
        const edit = editBetween(before, next);
        expect(edit ? apply(before, edit) : before).toBe(next);
      }),
    );
  });

  test('never cuts a character: a shared text says the same, without U+FFFD', () => {
    fc.assert(
      fc.property(text, text, (before, next) => {
        const shared = new Y.Doc().getText('t');
        shared.insert(0, before);
        const edit = editBetween(before, next);
        if (edit && edit.removed > 0) shared.delete(edit.at, edit.removed);
        if (edit && edit.inserted !== '') shared.insert(edit.at, edit.inserted);
        expect(shared.toJSON()).toBe(next);
      }),
    );
  });

  test('one key is one character', () => {
    expect(editBetween('云杉有限公司', '云杉科有限公司')).toEqual({ at: 2, removed: 0, inserted: '科' });
    expect(editBetween('𠮷', '𠮸')).toEqual({ at: 0, removed: 2, inserted: '𠮸' });
  });
});

describe('an edit of what somebody saw, put on what is there now', () => {
  test('keeps what the other one wrote, and what this one wrote', () => {
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (shown, here, there) => {
        const [one, other] = [here, there].map((place) => [...shown].slice(0, place).join('').length);
        const present = `${shown.slice(0, other)}X${shown.slice(other)}`;
        const next = `${shown.slice(0, one)}Y${shown.slice(one)}`;
        const edit = editBetween(shown, next);
        const result = edit ? apply(present, rebase(edit, shown, present)) : '';
        expect([...result].sort()).toEqual([...shown, 'X', 'Y'].sort());
        expect(result.replace('X', '').replace('Y', '')).toBe(shown);
      }),
    );
  });

  test('whatever both did, it is an edit of the present text', () => {
    fc.assert(
      fc.property(text, text, text, (shown, next, present) => {
        const edit = editBetween(shown, next);
        if (!edit) return;
        const { at, removed } = rebase(edit, shown, present);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at + removed).toBeLessThanOrEqual(present.length);
      }),
    );
  });
});
