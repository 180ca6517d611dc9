import { readFileSync } from 'node:fs';
import type { NoticeExtra, PrintEngine, PrintResult, TicketSlipData } from '#lib/documents/index.ts';
import type { DocumentDescription } from '#lib/documents/index.ts';
import type { Catalogue } from '#lib/domain/catalogue/catalogue.ts';

const link = 'https://hall.binjiang.example/r/7Kq2vXw9ZpLmR4tN8sBd3f';

export const usualTicket: TicketSlipData = {
  hall: '滨江市政务服务中心',
  number: 'A022',
  items: ['企业开办一件事'],
  area: '一层 A 区',
  windows: '3、4 号窗口',
  ahead: 9,
  estimate: { from: 18, to: 31 },
  takenAt: '2026-11-23 10:00',
  priority: null,
  maskedName: '周*',
  link,
  shortCode: 'M8D4R3WP',
  device: '取号机 K2',
  care: false,
  practice: false,
  reprint: 0,
  width: 80,
};

export const leastTicket: TicketSlipData = {
  ...usualTicket,
  number: 'A1',
  items: ['社保'],
  area: '一层',
  windows: '1 号窗口',
  ahead: 0,
  estimate: null,
  maskedName: null,
  link: null,
};

export const fullestTicket: TicketSlipData = {
  ...usualTicket,
  hall: '滨江市经济技术开发区政务服务和公共资源交易中心',
  number: 'VIP0022',
  items: [
    '房屋建筑和市政基础设施工程竣工联合验收',
    '外线工程并联审批（占用挖掘城市道路等）',
    '大中专毕业生见习期满认定专业技术资格',
    '用水过户',
    '用电过户',
  ],
  area: '二层东区综合受理区 B12',
  windows: '11、12、13、14、15、16 号窗口',
  ahead: 1288,
  estimate: { from: 105, to: 240 },
  priority: '预约 绿色通道 老年优先',
  maskedName: '阿***·买买提******',
  reprint: 12,
  practice: true,
};

export const noticeExtra: NoticeExtra = {
  hall: '滨江市政务服务中心',
  situation: null,
  consultationPhone: '0999-8800120',
  supervisionPhone: '0999-8800123',
  toldBy: '工号0317\u30003号窗口',
  toldTo: '周闻笛',
  toldAt: '2026-11-23 10:06',
  link,
  shortCode: 'Q7M4K2TX',
  checksum: 'SM3 7f3a 91c2\u3000SHA-256 b04e 5d17',
  practice: false,
  reprint: 0,
};

const file = new URL('../../sync-server/sample/catalogue.json', import.meta.url);
export const catalogue = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;

export async function printed(engine: PrintEngine, document: DocumentDescription): Promise<Uint8Array> {
  const result: PrintResult = await engine.render(document);
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}
