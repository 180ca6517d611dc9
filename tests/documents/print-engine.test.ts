import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPrintEngine, facesOf, noticeFromCatalogue, oneTimeNotice, ticketSlip } from '#lib/documents/index.ts';
import type { FontFace } from '#lib/documents/index.ts';
import { loadFont, nodePrintEngine } from './node-fonts.ts';
import { readPdf } from './read-pdf.ts';
import { catalogue, noticeExtra, printed, usualTicket } from './samples.ts';

const engine = nodePrintEngine();
const named = (name: string) => ticketSlip({ ...usualTicket, maskedName: name });

function noticeFor(toldTo: string) {
  const result = noticeFromCatalogue(catalogue, 'BD-03', { ...noticeExtra, toldTo });
  if (!result.ok) throw new Error(result.code);
  return oneTimeNotice(result.value);
}

describe('names', () => {
  test.each(['阿依古丽·买买提', '䶮龘㛃', '𬭊𫖯', 'Müller, Anne-Marie', '⼀一'])(
    '%s reads back exactly',
    async (name) => {
      for (const document of [named(name), noticeFor(name)]) {
        const { pages } = await readPdf(await printed(engine, document));
        expect(pages[0]?.boxes.some((box) => box.text.includes(name))).toBe(true);
      }
    },
  );

  test('a plane 3 character that only Hei has is set in Hei', async () => {
    const { pages } = await readPdf(await printed(engine, noticeFor('𰻝')));
    expect(pages[0]?.text).toContain('𰻝：');
  });

  test.each(['𠮷', '🙂', '\u{2EBF0}'])('%s, which no font has, is refused and named', async (character) => {
    const refusal = { ok: false, code: 'glyph-missing', characters: [character] };
    expect(await engine.render(named(`张${character}`))).toEqual(refusal);
    expect(await engine.render(noticeFor(`张${character}明`))).toEqual(refusal);
  });

  test('whatever is typed as a name is printed as it is or refused, never changed', async () => {
    const anyName = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((name) => !/\s/.test(name) && name === name.trim());
    await fc.assert(
      fc.asyncProperty(anyName, async (name) => {
        const result = await engine.render(named(name));
        if (!result.ok)
          return result.code === 'glyph-missing' && result.characters.every((each) => name.includes(each));
        const { text } = await readPdf(result.value);
        return text.includes(name.replace(/\p{Cc}|[\u200b\ufeff]/gu, ''));
      }),
      { numRuns: 60, seed: 20261123 },
    );
  });
});

describe('fonts', () => {
  test('is ready for a paper once its faces are at hand', async () => {
    const fresh = nodePrintEngine();
    expect(fresh.isReady('slip')).toBe(false);
    expect(await fresh.warm(facesOf.slip)).toEqual({ ok: true, value: undefined });
    expect(fresh.isReady('slip')).toBe(true);
    expect(fresh.isReady('a4')).toBe(false);
  });

  test('a font that does not load is named, and asked for again at the next print', async () => {
    let isOnline = false;
    const flaky = createPrintEngine({
      loadFont: (face) => (isOnline ? loadFont(face) : Promise.reject(new Error('offline'))),
    });
    expect(await flaky.warm(['sans-400'])).toEqual({ ok: false, code: 'font-missing', data: { face: 'sans-400' } });
    expect(await flaky.render(ticketSlip(usualTicket))).toMatchObject({ ok: false, code: 'font-missing' });
    isOnline = true;
    expect((await flaky.render(ticketSlip(usualTicket))).ok).toBe(true);
  });

  test('without Song the notice is set in Hei throughout', async () => {
    const onlyHei = createPrintEngine({
      loadFont: (face: FontFace) => (face.startsWith('sans') ? loadFont(face) : Promise.reject(new Error('gone'))),
    });
    const { text } = await readPdf(await printed(onlyHei, noticeFor('周闻笛')));
    expect(text).toContain('周闻笛：');
  });

  test('prints at once and one after the other are the same', async () => {
    const fresh = nodePrintEngine();
    const [first, second] = await Promise.all([
      printed(fresh, ticketSlip(usualTicket)),
      printed(fresh, ticketSlip(usualTicket)),
    ]);
    expect(second).toEqual(first);
  });
});
