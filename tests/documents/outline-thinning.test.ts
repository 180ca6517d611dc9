import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readContours, writeGlyph } from '#lib/documents/glyph-outline.ts';
import type { Contour, Point } from '#lib/documents/glyph-outline.ts';
import { roundContour, thinContour } from '#lib/documents/outline-thinning.ts';
import { SfntFont } from '#lib/documents/sfnt.ts';
import { loadFont } from './node-fonts.ts';

const text = '受理通知书滨江市政务服务中心企业开办材料齐全阿依古丽·买买提䶮龘Q7M4';

/** Points along a contour, close to one another; between two bends a point of the curve is implied. */
function along(contour: Contour): Point[] {
  const points = contour.flatMap((point, index) => {
    const next = contour[(index + 1) % contour.length] ?? point;
    const isImplied = !point.isOnCurve && !next.isOnCurve;
    return isImplied ? [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, isOnCurve: true }] : [point];
  });
  const first = points.findIndex(({ isOnCurve }) => isOnCurve);
  const turned = [...points.slice(first), ...points.slice(0, first + 1)];
  const path: Point[] = [];
  for (let at = 0; at < turned.length - 1; at++) {
    const [from, bend, to] = turned.slice(at, at + 3);
    if (!from?.isOnCurve || !bend) continue;
    const [control, end] = bend.isOnCurve ? [from, bend] : [bend, to ?? from];
    for (let step = 0; step <= 24; step++) {
      const t = step / 24;
      const weigh = (a: number, b: number, c: number): number => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c;
      path.push({ x: weigh(from.x, control.x, end.x), y: weigh(from.y, control.y, end.y) });
    }
  }
  return path;
}

/** The furthest any point of one path is from the other path. */
function apart(path: Point[], other: Point[]): number {
  const toSegment = (point: Point, from: Point, to: Point): number => {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
    const near = Math.min(1, Math.max(0, share));
    return Math.hypot(point.x - from.x - near * dx, point.y - from.y - near * dy);
  };
  return Math.max(
    ...path.map((point) =>
      Math.min(...other.map((to, index) => toSegment(point, other[index === 0 ? 0 : index - 1] ?? to, to))),
    ),
  );
}

describe('outlines', () => {
  test.each(['serif-400', 'serif-700', 'sans-700'] as const)(
    '%s: a printed letter stays within six thousandths of its size, with fewer points',
    async (face) => {
      const font = new SfntFont(await loadFont(face));
      let [before, after] = [0, 0];
      for (const char of text) {
        for (const contour of readContours(font.outline(font.glyph(char.codePointAt(0) ?? 0)))) {
          const thinned = thinContour(contour, 3.2);
          const printed = roundContour(thinned, 0.25).map((point) => ({ ...point, x: point.x * 4, y: point.y * 4 }));
          const [original, drawn] = [along(contour), along(printed)];
          expect(Math.max(apart(original, drawn), apart(drawn, original))).toBeLessThanOrEqual(6);
          before += contour.length;
          after += printed.length;
        }
      }
      expect(after).toBeLessThan(before * 0.75);
    },
  );

  test('a glyph written and read again is the same', () => {
    const coordinate = fc.integer({ min: -2000, max: 4000 });
    const point = fc.record({ x: coordinate, y: coordinate, isOnCurve: fc.boolean() });
    const contours = fc.array(fc.array(point, { minLength: 3, maxLength: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(contours, (given) => {
        expect(readContours(writeGlyph(given))).toEqual(given);
      }),
    );
  });

  test('a letter without ink has no outline, a composite one is not guessed at', () => {
    expect(readContours(new Uint8Array())).toEqual([]);
    expect(writeGlyph([])).toHaveLength(0);
    expect(() => readContours(Uint8Array.from([0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]))).toThrow('composite');
  });
});
