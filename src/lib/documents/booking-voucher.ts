import { heiBold, paragraph, song } from './a4.ts';
import type { Block, Cell, DocumentDescription } from './description.ts';
import { followRow, handlerRow, officialNotice, prose } from './notice-common.ts';
import type { NoticeCommon } from './notice-common.ts';
import { factTable } from './notice-tables.ts';
import { fullWidth, paperTime } from './paper-text.ts';

/** 预约凭证. `documentNo` is the booking's number; the QR code checks in at the kiosk. */
export interface BookingVoucherData extends NoticeCommon {
  kind: 'ordinary' | 'holiday' | 'extra' | 'greenLane' | 'homeVisit';
  /** 暂约: taken without the line; whether there is room is decided when it is back. */
  tentative: boolean;
  /** Masked. */
  person: string;
  items: string[];
  day: string;
  /** `09:30` */
  from: string;
  to: string;
  /** Area and window. */
  place: string;
  /** Materials to bring. */
  remember: string[];
  /** Asked for as 节假日预约 on a day that turned out to be a working day. */
  becameOrdinary: boolean;
}

const kinds: Record<BookingVoucherData['kind'], string> = {
  ordinary: '普通预约',
  holiday: '节假日预约',
  extra: '加约（由首席代表安排）',
  greenLane: '绿色通道',
  homeVisit: '上门服务',
};

export function bookingVoucher(data: BookingVoucherData): DocumentDescription {
  const head = { title: '预约凭证', copies: '本服务不另收费用', reference: `预约编号\u3000${data.documentNo}` };
  const became = data.becameOrdinary ? '\n所选日期是工作日，按普通预约办理' : '';
  const tentative = data.tentative ? [prose(waits, { after: 8 })] : [];
  return officialNotice(data, head, [
    timeBox(data),
    ...tentative,
    factTable(
      [
        ['预约类型', (data.tentative ? '暂约' : kinds[data.kind]) + became],
        ['预约人', data.person],
        ['办理事项', data.items.join('、')],
        ['请携带', data.remember.length > 0 ? data.remember.join('\n') : '按一次性告知单准备材料'],
        ['签到', checkIn(data)],
        ['变更和取消', changing(data)],
      ],
      { size: 11.5 },
    ),
    prose('本服务不另收费用。', { after: 8 }),
    { ...followRow(data, follow), keepWithNext: true },
    { ...handlerRow(data, '预约登记'), before: 12 },
  ]);
}

const waits =
  '暂约：本凭证在线路断时登记。线路恢复后，该时段有空位的，即按此时间预约；没有空位的，由首席代表安排，并与您联系。';

/** Only the ways that this paper really opens. */
function checkIn({ link, shortCode }: BookingVoucherData): string {
  const ways = [...(link ? ['扫码'] : []), ...(shortCode ? ['输入短码'] : []), '输入手机号后四位'];
  return `提前10分钟到取号机${ways.join('，或者')}签到；到时间后按预约时间叫号。`;
}

function changing({ link }: BookingVoucherData): string {
  const first = link ? '可以扫码改期、取消，也可以' : '可以';
  return `预约时间前${first}拨打咨询电话或者到综合咨询窗口改期、取消。过时未到的，可以现场取号。`;
}

const follow = { scan: '扫码签到、改期、取消', helper: '不用手机，到导办台报手机号后四位即可。', seal: [] };

function timeBox(data: BookingVoucherData): Block {
  const cell = (label: string, value: string): Cell => ({
    align: 'middle',
    blocks: [
      paragraph([song(label, 10.5)], {}),
      paragraph([heiBold(fullWidth(value), 16)], { leading: 24, shrink: true }),
    ],
  });
  return {
    kind: 'grid',
    widths: ['rest', 'rest'],
    rows: [[cell('预约时间', `${paperTime(data.day)} ${data.from}—${data.to}`), cell('办理地点', data.place)]],
    padding: { x: 10, y: 7 },
    outer: { thickness: 1.5 },
    inner: { thickness: 0.6 },
    after: 10,
  };
}
