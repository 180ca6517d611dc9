import { clockText, dateOf, entryOf, type Setup, type Ticket } from '#lib/domain/index.ts';
import { common } from '#lib/i18n/zh-CN/common.ts';
import { window as words } from '#lib/i18n/zh-CN/window.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import type { PaperDesk, PrintOutcome, PrintSheet } from '../printing/paper-desk.ts';

/** Document 2 for one item or package, told by this person at this window. Papers are Chinese. */
export function printNotice(papers: PaperDesk, hall: HallStore, window: number, code: string): Promise<PrintOutcome> {
  return papers.dated((print) => noticeOf(print, hall, window, code));
}

async function noticeOf(print: PrintSheet, hall: HallStore, window: number, code: string): Promise<PrintOutcome> {
  const { setup, session } = hall;
  if (!setup || !session?.staff) return { ok: false, code: 'setup-unknown' };
  const { noticeFromCatalogue } = await import('#lib/documents/index.ts');
  const now = hall.now();
  const offset = setup.hall.utcOffsetMinutes;
  const notice = noticeFromCatalogue(setup.catalogue, code, {
    hall: setup.hall.name,
    situation: null,
    consultationPhone: setup.hall.phone,
    supervisionPhone: setup.hall.supervisionPhone,
    toldBy: words.toldBy(session.staff.account, window),
    toldTo: null,
    toldAt: `${dateOf(now, offset)} ${clockText(now, offset)}`,
    practice: session.practice,
    reprint: 0,
    link: null,
    shortCode: null,
    checksum: null,
  });
  if (!notice.ok) return { ok: false, code: 'item-unknown' };
  return print(code, (documents) => documents.oneTimeNotice(notice.value));
}

/** Document 1 for a number that staff took for somebody. */
export function printTicket(
  papers: PaperDesk,
  setup: Setup,
  options: {
    ticket: Pick<Ticket, 'label' | 'queue' | 'items' | 'priority' | 'care'>;
    /** By this device's own series, without the line. */
    alone?: boolean;
    token: string;
    publicUrl: string;
    shortCode: string;
    ahead: number;
    estimate: { from: number; to: number } | null;
    takenAt: number;
    practice: boolean;
    device: string;
  },
): Promise<PrintOutcome> {
  const { ticket, takenAt } = options;
  const queue = setup.queues.find((candidate) => candidate.id === ticket.queue);
  const area = setup.areas.find((candidate) => candidate.id === queue?.area);
  const windows = setup.windows.filter((window) => window.queues.includes(ticket.queue)).map((window) => window.no);
  const offset = setup.hall.utcOffsetMinutes;
  return papers.printTicket({
    hall: setup.hall.name,
    number: ticket.label,
    items: ticket.items.map((code) => entryOf(setup, code)?.name ?? code),
    area: [area?.floor, area?.name].filter(Boolean).join(' '),
    windows: common.windows(windows),
    ahead: options.ahead,
    estimate: options.estimate,
    alone: options.alone === true,
    takenAt: `${dateOf(takenAt, offset)} ${clockText(takenAt, offset)}`,
    priority: ticket.priority === '' ? null : words.priorityPrint[ticket.priority],
    maskedName: null,
    link: options.publicUrl === '' ? null : `${options.publicUrl}/r/${options.token}`,
    shortCode: options.shortCode,
    device: options.device,
    care: ticket.care,
    practice: options.practice,
    reprint: 0,
    width: 80,
  });
}
