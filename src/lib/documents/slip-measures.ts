/** Type sizes and widths of a slip, in printer dots at 203 dpi (8 dots to a millimetre). */
export interface SlipMeasures {
  paper: number;
  side: number;
  /** Between the side margins: what the print head reaches. */
  inner: number;
  hall: number;
  number: number;
  label: number;
  items: number;
  text: number;
  value: number;
  emphasis: number;
  small: number;
  qr: number;
  code: number;
  /** Whether the short code stands beside the QR code, or below it. */
  beside: boolean;
}

const standard80 = {
  paper: 640,
  side: 32,
  inner: 576,
  hall: 34,
  number: 190,
  label: 40,
  items: 44,
  text: 36,
  value: 48,
  emphasis: 32,
  small: 28,
  qr: 232,
  code: 46,
  beside: true,
};

const standard58 = {
  paper: 464,
  side: 40,
  inner: 384,
  hall: 32,
  number: 150,
  label: 36,
  items: 38,
  text: 32,
  value: 38,
  emphasis: 28,
  small: 28,
  qr: 165,
  code: 40,
  beside: true,
};

/** 51 dots are 18 points, the least an elder's main text may have (适老化通用设计规范). */
const care80 = {
  paper: 640,
  side: 32,
  inner: 576,
  hall: 52,
  number: 230,
  label: 56,
  items: 58,
  text: 54,
  value: 58,
  emphasis: 52,
  small: 51,
  qr: 232,
  code: 60,
  beside: true,
};

const care58 = {
  paper: 464,
  side: 40,
  inner: 384,
  hall: 51,
  number: 180,
  label: 54,
  items: 54,
  text: 51,
  value: 54,
  emphasis: 51,
  small: 51,
  qr: 264,
  code: 60,
  beside: false,
};

export function slipMeasures(width: 80 | 58, care: boolean): SlipMeasures {
  if (width === 58) return care ? care58 : standard58;
  return care ? care80 : standard80;
}
