import type { Contour, Point } from './glyph-outline.ts';

/**
 * Song as it is published spends ninety points on a character, most of them where one parabola was
 * split into several. On paper nobody can tell: `tolerance` is the furthest a curve may move, in
 * the units of the contours.
 */
export function thinContour(contour: Contour, tolerance: number): Contour {
  const curves = curvesOf(contour);
  const thinned: Contour = [];
  for (let first = 0; first < curves.length;) {
    const { curve, count } = longestJoin(curves, first, tolerance);
    const [from, bend] = curve;
    thinned.push({ ...from, isOnCurve: true });
    if (bend) thinned.push({ ...bend, isOnCurve: false });
    first += count;
  }
  return thinned.length < 3 ? contour : thinned;
}

/** From, bend, to; without a bend it is a straight line. */
type Curve = [from: Point, bend: Point | null, to: Point];

const mostJoined = 5;

function curvesOf(contour: Contour): Curve[] {
  const first = contour.findIndex((point) => point.isOnCurve);
  const start = contour[first];
  // A closed curve without a point of its own is rare enough to stay as it is.
  if (!start) return [];
  const curves: Curve[] = [];
  let from: Point = start;
  let bend: Point | null = null;
  for (const point of [...contour.slice(first + 1), ...contour.slice(0, first + 1)]) {
    if (point.isOnCurve) {
      curves.push([from, bend, point]);
      from = point;
      bend = null;
      continue;
    }
    if (bend) {
      const middle = { x: (bend.x + point.x) / 2, y: (bend.y + point.y) / 2 };
      curves.push([from, bend, middle]);
      from = middle;
    }
    bend = point;
  }
  if (bend) curves.push([from, bend, start]);
  return curves;
}

function longestJoin(curves: Curve[], first: number, tolerance: number): { curve: Curve; count: number } {
  const [single] = curves.slice(first, first + 1);
  if (!single) throw new Error('no curve to join');
  let best = {
    curve: single[1] && isNear([single[0], null, single[2]], [single], tolerance / 2) ? straight(single) : single,
    count: 1,
  };
  for (let count = 2; count <= mostJoined && first + count <= curves.length; count++) {
    const curve = joined(curves.slice(first, first + count), tolerance);
    if (!curve) break;
    best = { curve, count };
  }
  return best;
}

function straight([from, , to]: Curve): Curve {
  return [from, null, to];
}

/** One line or parabola for several; the directions at its two ends stay what they were. */
function joined(curves: Curve[], tolerance: number): Curve | undefined {
  const [head, tail] = [curves[0], curves.at(-1)];
  if (!head || !tail) return undefined;
  const [from, to] = [head[0], tail[2]];
  const line: Curve = [from, null, to];
  if (isNear(line, curves, tolerance)) return line;
  const out = direction(from, head[1] ?? head[2]);
  const back = direction(tail[1] ?? tail[0], to);
  const turn = out.x * back.y - out.y * back.x;
  if (Math.abs(turn) < 1e-6) return undefined;
  const across = direction(from, to);
  const along = (across.x * back.y - across.y * back.x) / turn;
  const before = (out.x * across.y - out.y * across.x) / turn;
  if (along <= 0 || before <= 0) return undefined;
  const curve: Curve = [from, { x: from.x + out.x * along, y: from.y + out.y * along }, to];
  return isNear(curve, curves, tolerance) ? curve : undefined;
}

function isNear(curve: Curve, originals: Curve[], tolerance: number): boolean {
  const path = samples(curve);
  const original = originals.flatMap(samples);
  const within = (points: Point[], line: Point[]): boolean =>
    points.every((point) =>
      line.some((to, index) => index > 0 && distance(point, line[index - 1] ?? to, to) <= tolerance),
    );
  return within(original, path) && within(path, original);
}

function samples(curve: Curve): Point[] {
  const [from, bend, to] = curve;
  if (!bend) return [from, to];
  const steps = 6;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = step / steps;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return { x: a * from.x + b * bend.x + c * to.x, y: a * from.y + b * bend.y + c * to.y };
  });
}

function direction(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}

function distance(point: Point, from: Point, to: Point): number {
  const line = direction(from, to);
  const length = line.x * line.x + line.y * line.y;
  const share = length === 0 ? 0 : ((point.x - from.x) * line.x + (point.y - from.y) * line.y) / length;
  const near = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - near * line.x, point.y - from.y - near * line.y);
}

/** On a coarser grid, without points that the grid has made meaningless. */
export function roundContour(contour: Contour, scale: number): Contour {
  const points = contour.map(({ x, y, isOnCurve }) => ({
    x: Math.round(x * scale),
    y: Math.round(y * scale),
    isOnCurve,
  }));
  const kept: Contour = [];
  points.forEach((point, index) => {
    const before = kept.at(-1) ?? points.at(-1);
    const after = points[(index + 1) % points.length];
    if (!before || !after) return;
    if (before.x === point.x && before.y === point.y) return;
    const isImplied =
      point.isOnCurve &&
      !before.isOnCurve &&
      !after.isOnCurve &&
      Math.abs(before.x + after.x - 2 * point.x) <= 1 &&
      Math.abs(before.y + after.y - 2 * point.y) <= 1;
    if (!isImplied) kept.push(point);
  });
  return kept;
}
