import {
  isUnderway,
  MINUTE,
  type Card,
  type HallState,
  type Matter,
  type Part,
  type Setup,
  type Slot,
} from '#lib/domain/index.ts';
import { partClock, type PartClock } from '../matters/part-clock.ts';

export const departmentTabs = ['todo', 'send', 'done'] as const;
export type DepartmentTab = (typeof departmentTabs)[number];

/** One sub-matter of the department. */
export interface DepartmentRow {
  /** `<dossier>/<item>`: the same on every day. */
  key: string;
  matter: Matter;
  part: Part;
  /** Null before its stage has begun, and for what was cancelled with the stage before. */
  clock: PartClock | null;
  /** What it sends to the pickup window. */
  slots: Slot[];
  /** Of them, decided and not on their way. */
  unsent: Slot[];
  /** Of the unsent, those that the desk has sent back. */
  returned: Slot[];
  /** The desk has asked for one of the unsent. */
  isChased: boolean;
}

export interface DepartmentWork {
  rows: Record<DepartmentTab, DepartmentRow[]>;
  /** Running parts by the card of their clock. */
  cards: Record<Card, number>;
}

/**
 * What a department has to do and has done, as the day's ledger says. 待办 runs or waits for the stage
 * before, most urgent first; on top what came back or was asked for. `t` is the open day's.
 */
export function departmentWork(state: HallState, setup: Setup, department: string, t: number): DepartmentWork {
  const rows: DepartmentRow[] = [];
  for (const matter of state.matters.values()) {
    matter.parts.forEach((part, index) => {
      if (part.department === department) rows.push(rowOf(state, setup, matter, part, index, t));
    });
  }
  const cards: Record<Card, number> = { red: 0, yellow: 0, green: 0 };
  for (const { part, clock } of rows) if (part.phase === 'running' && clock) cards[clock.card] += 1;
  const isOpen = ({ part }: DepartmentRow): boolean => part.phase === 'running' || part.phase === 'waiting';
  return {
    cards,
    rows: {
      todo: rows.filter((row) => isOpen(row) || row.returned.length > 0).sort(byUrgency),
      send: rows.filter((row) => row.unsent.length > 0).sort(byUrgency),
      done: rows
        .filter((row) => !isOpen(row) && row.unsent.length === 0)
        .sort((a, b) => b.part.decidedAt - a.part.decidedAt),
    },
  };
}

function rowOf(state: HallState, setup: Setup, matter: Matter, part: Part, index: number, t: number): DepartmentRow {
  const slots = matter.slots.filter((slot) => slot.part === index);
  const isOwed = (slot: Slot): boolean => (slot.phase === 'expected' || slot.phase === 'waived') && !isUnderway(slot);
  const unsent = part.phase === 'granted' ? slots.filter(isOwed) : [];
  const hasClock = part.phase !== 'waiting' && part.phase !== 'cancelled';
  const readAt = Math.floor((part.decidedAt === 0 ? t : part.decidedAt) / MINUTE);
  return {
    key: `${matter.dossier}/${part.item}`,
    matter,
    part,
    clock: hasClock ? partClock(part, state.day, readAt, setup) : null,
    slots,
    unsent,
    returned: unsent.filter((slot) => slot.returned !== ''),
    isChased: slots.some((slot) => isOwed(slot) && slot.chases > 0) && part.phase !== 'waiting',
  };
}

/** Came back, asked for, then by what is left of the working time; what has not begun comes last. */
function byUrgency(a: DepartmentRow, b: DepartmentRow): number {
  return rankOf(a) - rankOf(b) || (a.clock?.left ?? a.part.due) - (b.clock?.left ?? b.part.due);
}

function rankOf(row: DepartmentRow): number {
  if (row.returned.length > 0) return 0;
  if (row.isChased) return 1;
  return row.part.phase === 'waiting' ? 3 : 2;
}
