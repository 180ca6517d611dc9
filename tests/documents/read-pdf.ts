import jsQR from 'jsqr';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

interface CanvasFactory {
  create(width: number, height: number): { context: CanvasRenderingContext2D };
}

export interface TextBox {
  text: string;
  left: number;
  right: number;
  /** Points from the bottom edge. */
  baseline: number;
  size: number;
}

export interface ReadPage {
  width: number;
  height: number;
  /** Upright text only; the watermark lies on a slope. */
  boxes: TextBox[];
  sloped: string;
  /** All upright text, without the spaces and breaks that setting adds. */
  text: string;
  qr: string | null;
}

export interface ReadPdf {
  pages: ReadPage[];
  text: string;
}

/** Reads a paper as a machine would: its text, where it stands, and what its QR code opens. */
export async function readPdf(bytes: Uint8Array, withQr = false): Promise<ReadPdf> {
  const loading = getDocument({ data: bytes.slice(), verbosity: 0, useSystemFonts: false });
  const pdf = await loading.promise;
  const pages: ReadPage[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const boxes: TextBox[] = [];
    let sloped = '';
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [a = 0, b = 0, , , left = 0, baseline = 0] = item.transform as number[];
      if (b !== 0) sloped += item.str;
      else boxes.push({ text: item.str, left, right: left + item.width, baseline, size: a });
    }
    let qr: string | null = null;
    if (withQr) {
      const viewport = page.getViewport({ scale: 2.5 });
      const [across, down] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
      // pdf.js draws paths only on canvases of its own making.
      const { context } = (pdf.canvasFactory as CanvasFactory).create(across, down);
      await page.render({ canvas: null, canvasContext: context, viewport }).promise;
      const { data } = context.getImageData(0, 0, across, down);
      qr = jsQR(new Uint8ClampedArray(data), across, down)?.data ?? null;
    }
    const text = compact(boxes.map((box) => box.text).join(''));
    pages.push({ width, height, boxes, sloped, text, qr });
  }
  await loading.destroy();
  return { pages, text: pages.map((page) => page.text).join('') };
}

export function compact(text: string): string {
  return text.replace(/\s/g, '');
}

/** Pairs of texts that touch each other's ink; there are none on a paper set right. */
export function overlaps(page: ReadPage): string[] {
  const found: string[] = [];
  page.boxes.forEach((a, index) => {
    for (const b of page.boxes.slice(index + 1)) {
      const apart = inkEnd(a) <= b.left + 0.5 || inkEnd(b) <= a.left + 0.5;
      const above = (one: TextBox, other: TextBox): boolean =>
        one.baseline - one.size * 0.1 >= other.baseline + other.size * 0.75;
      if (!apart && !above(a, b) && !above(b, a)) found.push(`${a.text} / ${b.text}`);
    }
  });
  return found;
}

/** The right half of a closing mark is blank, and may be shared with the mark after it. */
function inkEnd(box: TextBox): number {
  return /[、，。；：）》」』】〕”’]$/.test(box.text) ? box.right - box.size / 2 : box.right;
}

/** Texts that leave the given margins, in points. */
export function outside(page: ReadPage, margin: { x: number; y: number }): string[] {
  return page.boxes
    .filter(
      (box) =>
        box.left < margin.x - 0.5 ||
        // The blank half of a last mark may hang over the edge.
        box.right > page.width - margin.x + box.size / 2 + 0.5 ||
        box.baseline < margin.y ||
        box.baseline + box.size * 0.75 > page.height - margin.y,
    )
    .map((box) => box.text);
}
