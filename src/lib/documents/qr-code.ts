import QRCode from 'qrcode';

export interface QrSymbol {
  /** Modules on a side, without the quiet zone. */
  side: number;
  /** Dark modules joined along their row, in modules: few rectangles, and no hairlines between them. */
  bars: { x: number; y: number; width: number }[];
}

/** ISO/IEC 18004: four modules of white around the symbol. */
export const quietModules = 4;

export function qrSymbol(text: string): QrSymbol {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const bars: QrSymbol['bars'] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.get(y, x)) continue;
      const start = x;
      while (x + 1 < modules.size && modules.get(y, x + 1)) x++;
      bars.push({ x: start, y, width: x - start + 1 });
    }
  }
  return { side: modules.size, bars };
}
