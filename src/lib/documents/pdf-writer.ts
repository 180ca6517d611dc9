import { PDFDocument, PDFName } from 'pdf-lib';
import type { DocumentDescription, Stroke } from './description.ts';
import type { FontFace } from './faces.ts';
import type { FontLibrary } from './font-library.ts';
import type { Mark } from './strips.ts';
import type { Page } from './pages.ts';
import { factor, n } from './pdf-number.ts';
import { PrintedFont, textString, type FontOf } from './pdf-font.ts';
import { watermarkOperators } from './watermark.ts';

/** The bytes are the same for the same pages: no clock and no random goes in. */
export async function writePdf(
  description: DocumentDescription,
  pages: Page[],
  fonts: FontLibrary,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const { context } = pdf;
  const printed = new Map<FontFace, PrintedFont>();
  const fontOf: FontOf = (face) => {
    const font = printed.get(face) ?? new PrintedFont(face, `F${printed.size + 1}`);
    printed.set(face, font);
    return font;
  };
  const { unit, watermark } = description;
  const resources = context.nextRef();
  for (const { width, height, marks } of pages) {
    const page = pdf.addPage([width * unit, height * unit]);
    const background = watermark ? watermarkOperators(watermark, { width, height }, fonts, fontOf) : [];
    const operators = [...background, ...marks.map((mark) => drawMark(mark, height, fontOf))];
    const content = [`${factor(unit)} 0 0 ${factor(unit)} 0 0 cm`, ...operators].join('\n');
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(content)));
    page.node.set(PDFName.of('Resources'), resources);
  }
  const fontRefs = [...printed.values()].map((font) => [font.name, font.embed(context, fonts)] as const);
  context.assign(resources, context.obj({ Font: Object.fromEntries(fontRefs) }));
  describe(pdf, description.title);
  return pdf.save({ addDefaultPage: false, objectsPerTick: Infinity });
}

function describe(pdf: PDFDocument, title: string): void {
  const { context, catalog } = pdf;
  const information = { Title: textString(title), Producer: textString('OneWindow') };
  context.trailerInfo.Info = context.register(context.obj(information));
  catalog.set(PDFName.of('Lang'), textString('zh-CN'));
  // Scaled to the paper, a slip would lose its dots and a form its millimetres.
  const preferences = { PrintScaling: PDFName.of('None'), DisplayDocTitle: true };
  catalog.set(PDFName.of('ViewerPreferences'), context.obj(preferences));
}

function drawMark(mark: Mark, pageHeight: number, fontOf: FontOf): string {
  switch (mark.kind) {
    case 'fill': {
      const y = pageHeight - mark.y - mark.height;
      return `${n(mark.grey)} g ${n(mark.x)} ${n(y)} ${n(mark.width)} ${n(mark.height)} re f`;
    }
    case 'line': {
      const from = `${n(mark.x)} ${n(pageHeight - mark.y)} m`;
      return `${strokeState(mark.stroke)} ${from} ${n(mark.toX)} ${n(pageHeight - mark.toY)} l S`;
    }
    case 'strokes':
      return drawStrokes(mark, pageHeight);
    case 'text':
      return drawText(mark, pageHeight, fontOf);
  }
}

/** Round ends and joins: a dot of the pen is a dot. */
function drawStrokes(mark: Extract<Mark, { kind: 'strokes' }>, pageHeight: number): string {
  const paths = mark.lines.map((points) => {
    const [first, ...rest] = points.map(({ x, y }) => `${n(mark.x + x)} ${n(pageHeight - mark.y - y)}`);
    return `${first} m ${(rest.length > 0 ? rest : [first]).map((point) => `${point} l`).join(' ')} S`;
  });
  return `q 1 J 1 j ${strokeState({ thickness: mark.thickness })} ${paths.join(' ')} Q`;
}

function strokeState({ thickness, dash, grey = 0 }: Stroke): string {
  return `${n(grey)} G ${n(thickness)} w [${dash ? dash.map(n).join(' ') : ''}] 0 d`;
}

/** Of the size; half of it falls inside the letter. */
const thickening = 0.028;

function drawText(mark: Extract<Mark, { kind: 'text' }>, pageHeight: number, fontOf: FontOf): string {
  const first = mark.glyphs[0];
  if (!first) return '';
  const font = fontOf(first.face);
  let shown = '';
  for (const glyph of mark.glyphs) {
    shown += font.code(glyph.codePoint);
    if (glyph.tighten) shown += `> ${n(glyph.tighten)} <`;
  }
  const outline = { thickness: first.size * thickening, grey: first.grey };
  const thicken = first.isThickened ? `${strokeState(outline)} 1 j 2 Tr` : '0 Tr';
  return [
    `BT /${font.name} ${n(first.size)} Tf ${n(first.grey)} g ${thicken}`,
    `${n(first.spacing + mark.tracking)} Tc`,
    `${n(mark.x)} ${n(pageHeight - mark.y)} Td [<${shown}>] TJ ET`,
  ].join(' ');
}
