import { columnWidth, headCell, heiBold, paragraph, song, tableEdge, tableRule, textCell, tickBox } from './a4.ts';
import type { Block, Cell, DocumentDescription, GridBlock, Run } from './description.ts';
import { businessSeal, followRow, officialNotice } from './notice-common.ts';
import type { NoticeCommon, Signature } from './notice-common.ts';
import { lineCount } from './notice-tables.ts';
import { fullWidth, paperTime } from './paper-text.ts';

/** 送达回证 of 一窗通取: what was handed over, to whom, when, and their signature. One sheet for a whole bundle. */
export interface DeliveryProofData extends NoticeCommon {
  recipient: string;
  results: { name: string; number: string; pieces: number; condition: string }[];
  place: string;
  method: 'direct' | 'entrusted' | 'mail';
  waybill: string | null;
  deliveredAt: string;
  /** Who took it for the recipient; name and identity number come masked. */
  proxy: { name: string; identity: string; relation: string; authorization: string } | null;
  /** Null leaves the field empty for a pen. */
  signature: Signature | null;
  signedAt: string | null;
  /** One or two of the staff, `工号0512`. */
  deliverers: string[];
  /** Only where the recipient refuses to sign. */
  witness: string | null;
  remarks: string;
}

const size = 11;
const label = 93;
const padding = { x: 7, y: 5 };
const minimumRow = 29;
const columns = { name: 108, number: columnWidth - label - 224, pieces: 60, condition: 56 };
/** A bundle is a handful; a longer list is divided at about this height, so that it may flow over pages. */
const together = 260;

export function deliveryProof(data: DeliveryProofData): DocumentDescription {
  const head = { title: '送达回证', desk: '一窗通取', copies: '一式两份\u3000受送达人一份\u3000存档一份' };
  const grid: GridBlock = {
    kind: 'grid',
    widths: [label, 'rest'],
    rows: rows(data),
    padding,
    outer: tableEdge,
    inner: tableRule,
    minimumRow,
    after: 12,
  };
  const follow = { scan: '扫码核对、评价本次服务', helper: '不评价不影响领取。', seal: businessSeal };
  return officialNotice(data, head, [grid, followRow(data, follow)]);
}

function rows(data: DeliveryProofData): Cell[][] {
  const signer = '受送达人\n（代收人）\n签名或盖章';
  const witness = data.witness === null ? muted('（拒收时填写）') : text(data.witness);
  return [
    [headCell('受送达人', size), text(data.recipient)],
    ...resultRows(data),
    [headCell('送达地点', size), text(data.place)],
    [headCell('送达方式', size), methodCell(data)],
    [headCell('送达时间', size), { align: 'middle', blocks: [paragraph([heiBold(paperTime(data.deliveredAt), 13)])] }],
    ...(data.proxy ? [[headCell('代收人', size), proxyCell(data.proxy)]] : []),
    [headCell(signer, size), signatureCell(data)],
    [headCell('送达人', size), text(data.deliverers.join('\u3000\u3000\u3000'))],
    [headCell('见证人', size), witness],
    [headCell('备注', size), text(data.remarks === '' ? '无' : data.remarks)],
  ];
}

function resultRows({ results }: DeliveryProofData): Cell[][] {
  const parts: Cell[][][] = [[]];
  let used = 0;
  for (const { name, number, pieces, condition } of results) {
    const lines = Math.max(lineCount(name, columns.name, size), lineCount(number, columns.number, size));
    const height = Math.max(minimumRow, lines * size * 1.45 + 2 * padding.y);
    if (used > 0 && used + height > together) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)?.push([text(name), text(number), centred(String(pieces)), centred(condition)]);
    used += height;
  }
  return parts.map((listed, index) => {
    const heads = ['名称', '编号', '件数', '外观'].map((head) => headCell(head, size));
    const grid = inner([columns.name, 'rest', columns.pieces, columns.condition], [heads, ...listed]);
    const name = '送达文书、\n证照和物品';
    return [headCell(index === 0 ? name : `${name}\n（续）`, size), { blocks: [grid], isFlush: true }];
  });
}

function proxyCell({ name, identity, relation, authorization }: NonNullable<DeliveryProofData['proxy']>): Cell {
  const grid = inner(
    [72, 'rest', 78, 80],
    [
      [headCell('姓名', size), text(name), headCell('与受送达人', size), text(relation)],
      [headCell('身份证件', size), text(identity), headCell('委托书', size), text(authorization)],
    ],
  );
  return { blocks: [grid], isFlush: true };
}

function inner(widths: GridBlock['widths'], cells: Cell[][]): Block {
  return { kind: 'grid', widths, rows: cells, padding, inner: tableRule, minimumRow };
}

function signatureCell({ signature, signedAt }: DeliveryProofData): Cell {
  const drawn: Block[] = signature
    ? [{ kind: 'strokes', ...signature, height: 50, thickness: 1.4 }]
    : [{ kind: 'space', height: 50 }];
  const time = signedAt ? paperTime(signedAt) : '____年__月__日__时__分';
  const cells: Cell[] = [
    { blocks: drawn, align: 'middle' },
    { blocks: [paragraph([song(time, size)], { align: 'right' })], align: 'middle' },
  ];
  return { blocks: [{ kind: 'grid', widths: ['rest', 160], rows: [cells] }], align: 'middle' };
}

function methodCell({ method, waybill }: DeliveryProofData): Cell {
  const choice = (isChosen: boolean, words: string): Run[] => [tickBox(isChosen, size), song(` ${words}`, size)];
  const gap = '\u3000\u3000';
  const runs = [
    ...choice(method === 'direct', `直接送达${gap}`),
    ...choice(method === 'entrusted', `委托代收${gap}`),
    ...choice(method === 'mail', `邮寄送达（单号${waybill ?? '\u3000'.repeat(7)}）`),
  ];
  return { blocks: [paragraph(runs)], align: 'middle' };
}

function text(words: string): Cell {
  return textCell(fullWidth(words), { size });
}

function centred(words: string): Cell {
  return textCell(words, { size, isCentred: true });
}

function muted(words: string): Cell {
  return { blocks: [paragraph([song(words, size, { grey: 0.4 })])], align: 'middle' };
}
