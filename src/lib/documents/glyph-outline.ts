/** The contours of one glyph, and their form in the `glyf` table (OpenType 1.9, simple glyphs). */
export interface Point {
  x: number;
  y: number;
}

/** Off the curve, a point bends it: two points on the curve and one between are a parabola. */
export interface OutlinePoint extends Point {
  isOnCurve: boolean;
}

export type Contour = OutlinePoint[];

const onCurve = 0x01;
const shortX = 0x02;
const shortY = 0x04;
const repeated = 0x08;
const sameX = 0x10;
const sameY = 0x20;

/** Reads a glyph's bytes; no bytes are a glyph without ink. The pinned fonts hold no composite glyphs. */
export function readContours(bytes: Uint8Array): Contour[] {
  if (bytes.length === 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getInt16(0);
  if (count < 0) throw new Error('a composite glyph is not read');
  const ends = Array.from({ length: count }, (_, index) => view.getUint16(10 + index * 2));
  let at = 10 + count * 2;
  at += 2 + view.getUint16(at);
  const total = (ends.at(-1) ?? -1) + 1;
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = view.getUint8(at++);
    const times = flag & repeated ? view.getUint8(at++) : 0;
    for (let index = 0; index <= times; index++) flags.push(flag);
  }
  const coordinates = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? view.getUint8(at++) : -view.getUint8(at++);
      else if (!(flag & same)) {
        value += view.getInt16(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(shortX, sameX);
  const ys = coordinates(shortY, sameY);
  const points = flags.map((flag, index) => ({
    x: xs[index] ?? 0,
    y: ys[index] ?? 0,
    isOnCurve: (flag & onCurve) !== 0,
  }));
  return ends.map((end, index) => points.slice((ends[index - 1] ?? -1) + 1, end + 1));
}

/** Whole coordinates only. Flags are not run-length coded: Flate does that better. */
export function writeGlyph(contours: Contour[]): Uint8Array {
  const points = contours.flat();
  if (points.length === 0) return new Uint8Array();
  const flags: number[] = [];
  const horizontal: number[] = [];
  const vertical: number[] = [];
  let previous: Point = { x: 0, y: 0 };
  for (const point of points) {
    let flag = point.isOnCurve ? onCurve : 0;
    flag |= put(point.x - previous.x, horizontal, shortX, sameX);
    flag |= put(point.y - previous.y, vertical, shortY, sameY);
    flags.push(flag);
    previous = point;
  }
  const ends: number[] = [];
  for (const contour of contours) ends.push((ends.at(-1) ?? -1) + contour.length);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const head = [contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), ...ends, 0];
  return Uint8Array.from([...head.flatMap(word), ...flags, ...horizontal, ...vertical]);
}

function put(delta: number, into: number[], short: number, same: number): number {
  if (delta === 0) return same;
  if (Math.abs(delta) > 255) {
    into.push(...word(delta));
    return 0;
  }
  into.push(Math.abs(delta));
  return delta > 0 ? short | same : short;
}

function word(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff];
}
