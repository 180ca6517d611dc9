import type { Canvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Dots for a point: a page is as wide as its picture beside the screens. */
const SCALE = 1.4;

interface CanvasFactory {
  create(width: number, height: number): { canvas: Canvas; context: CanvasRenderingContext2D };
}

/** Each page of a PDF as a PNG, to be read as a clerk would. */
export async function pagePictures(bytes: Uint8Array): Promise<Buffer[]> {
  const loading = getDocument({ data: bytes.slice(), verbosity: 0, useSystemFonts: false });
  const pdf = await loading.promise;
  const pictures: Buffer[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const viewport = page.getViewport({ scale: SCALE });
    const { canvas, context } = (pdf.canvasFactory as CanvasFactory).create(
      Math.ceil(viewport.width),
      Math.ceil(viewport.height),
    );
    await page.render({ canvas: null, canvasContext: context, viewport }).promise;
    pictures.push(canvas.toBuffer('image/png'));
  }
  await loading.destroy();
  return pictures;
}
