/**
 * Icons on a 24 grid, 1.75 px strokes, round joins. Decoration beside text, never alone:
 * `stroke` is drawn, `fill` is filled, `cut` is drawn in the ground's colour over a fill.
 */
export interface IconShape {
  stroke?: string;
  fill?: string;
  cut?: string;
}

export const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

export const box = (x: number, y: number, w: number, h: number, r = 1.5): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`;

export const ring = circle(12, 12, 9);
