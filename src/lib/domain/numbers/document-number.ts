/**
 * 发文字号 of a notice: 机关简称 + 性质 + 〔年〕 + 顺序号 (rules.md §2.14), e.g.
 * `滨政务受字〔2026〕第000123号` of short `滨政务`, word `受`. Papers are Chinese.
 */
export function documentNumber(short: string, word: string, year: number | string, serial: number): string {
  return `${short}${word}字〔${year}〕第${String(serial).padStart(6, '0')}号`;
}

/** Before the relay has counted it: terminal and serial keep it unique, 暂 says that the number will change. */
export function provisionalDocumentNumber(
  short: string,
  word: string,
  year: number | string,
  terminal: number,
  serial: number,
): string {
  const part = (value: number): string => String(value).padStart(3, '0');
  return `${short}${word}字〔${year}〕暂${part(terminal)}-${part(serial)}号`;
}
