import type { DocumentDescription } from './description.ts';
import type { FontLibrary } from './font-library.ts';
import { layBlocks } from './layout.ts';
import type { Mark, Strip } from './strips.ts';
import { flatten, heightOf, moved } from './layout-grid.ts';

export interface Page {
  width: number;
  height: number;
  marks: Mark[];
}

/** Sets the blocks on pages; undefined when something undividable is larger than a page. */
export function composePages(description: DocumentDescription, fonts: FontLibrary): Page[] | undefined {
  const { width, margins } = description;
  const column = width - margins.left - margins.right;
  const strips = layBlocks(description.blocks, column, { fonts });
  if (description.height === 'fit') {
    const height = margins.top + heightOf(strips) + margins.bottom;
    return [{ width, height, marks: flatten(strips, margins.left, margins.top) }];
  }
  const bodies = paginate(strips, description.height - margins.top - margins.bottom);
  if (!bodies) return undefined;
  const height = description.height;
  return bodies.map((body, index) => {
    const number = { page: index + 1, pages: bodies.length };
    const marks = body.map((mark) => moved(mark, margins.left, margins.top));
    if (description.header) {
      const blocks = index === 0 ? description.header.first : description.header.rest;
      const laid = layBlocks(blocks, column, { fonts, number });
      marks.push(...flatten(laid, margins.left, description.header.top));
    }
    if (description.footer) {
      const laid = layBlocks(description.footer.blocks, column, { fonts, number });
      const top = height - description.footer.bottom - heightOf(laid);
      marks.push(...flatten(laid, margins.left, top));
    }
    return { width, height, marks };
  });
}

function paginate(strips: Strip[], room: number): Mark[][] | undefined {
  const pages: Mark[][] = [[]];
  let top = 0;
  let previous: Strip | undefined;
  const put = (strip: Strip): void => {
    pages.at(-1)?.push(...strip.marks.map((mark) => moved(mark, 0, top)));
    top += strip.height;
    previous = strip;
  };
  const turn = (): void => {
    // The grid is open only when the strip that begins the next page belongs to it too.
    const close = previous?.atPageEnd ?? [];
    const start = top - (previous?.height ?? 0);
    pages.at(-1)?.push(...close.map((mark) => moved(mark, 0, start)));
    pages.push([]);
    top = 0;
    previous = undefined;
  };
  for (const group of groups(strips)) {
    const fits = top + heightOf(group) <= room;
    if (!fits && top > 0) turn();
    for (const strip of group) {
      if (top === 0 && strip.isSpace) continue;
      if (top === 0 && pages.length > 1) strip.repeatedHead?.forEach(put);
      if (top + strip.height > room) {
        if (top === 0 || strip.height > room) return undefined;
        turn();
        strip.repeatedHead?.forEach(put);
        if (top + strip.height > room) return undefined;
      }
      put(strip);
    }
  }
  return pages;
}

/** Strips that stay on one page, each run ending with the first that may be parted from the next. */
function groups(strips: Strip[]): Strip[][] {
  const result: Strip[][] = [];
  let open: Strip[] = [];
  for (const strip of strips) {
    open.push(strip);
    if (strip.keepWithNext) continue;
    result.push(open);
    open = [];
  }
  // Space at the very end holds nothing together.
  const rest = open.some((strip) => !strip.isSpace);
  if (rest) result.push(open);
  return result;
}
