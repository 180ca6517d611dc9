import { clockTextOfT, isHallDate, matterTail } from '#lib/domain/index.ts';
import type { TimelineFacts, TimelineMessages } from '#lib/i18n/timeline-words.ts';
import type { SuperviseMessages } from '#lib/i18n/zh-CN/supervise.ts';
import type { TimelineStep } from './oversight.svelte.ts';
import type { OversightWords } from './oversight-words.ts';

interface Sources {
  words: OversightWords;
  phrases: TimelineMessages;
  supervise: SuperviseMessages;
  /** What the matter is, for names of its slots. */
  matter: { code: string; setup: number; slots: readonly { slot: string }[] } | undefined;
  /** Epoch ms → `11 月 23 日 10:06` in hall time. */
  instant: (epoch: number) => string;
  /** Midnight of a day, epoch ms. */
  midnight: (day: string) => number;
  material: (key: string) => string;
}

/** One step in words. Steps of a kind that this program does not know still stand in the list. */
export function stepText(step: TimelineStep, sources: Sources): string {
  const { phrases } = sources;
  const known: Partial<Record<string, (facts: TimelineFacts) => string>> = { ...kindsOnly(phrases) };
  return known[step.kind]?.(factsOf(step, sources)) ?? phrases.otherwise;
}

function kindsOnly(phrases: TimelineMessages): Omit<TimelineMessages, 'otherwise' | 'documents' | 'refusals'> {
  const { otherwise: _otherwise, documents: _documents, refusals: _refusals, ...kinds } = phrases;
  return kinds;
}

function factsOf({ kind, day, fields }: TimelineStep, sources: Sources): TimelineFacts {
  const { words, supervise, matter, instant, midnight } = sources;
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
  const number = (key: string): number => (typeof fields[key] === 'number' ? fields[key] : 0);
  /** Fields in minutes since that day's midnight. */
  const minute = (key: string): string =>
    typeof fields[key] === 'number' ? instant(midnight(day) + fields[key] * 60_000) : '';
  const slotName = (slot: string): string => (matter ? words.slot(matter, slot) : slot);
  const window = number('window');
  const item = text('item') || text('code');
  return {
    item: item === '' ? '' : words.item(item),
    slot: text('slotId') === '' ? slotsOf(fields['slots'], matter, slotName) : slotName(text('slotId')),
    department: text('department') === '' ? '' : words.department(text('department')),
    window: window > 0 ? words.t.deskWindow(window) : '',
    tail: text('no') === '' ? '' : matterTail(text('no')),
    when: whenOf(kind, fields, minute, words, instant, midnight(day)),
    reason: reasonOf(kind, text, words, supervise),
    outcome: text('outcome') === 'refused' ? 'refused' : text('outcome') === 'granted' ? 'granted' : '',
    pieces: number('pieces'),
    shelf: text('shelf'),
    isDamaged: text('condition') === 'damaged',
    isAgent: text('by') === 'agent',
    material: sources.material(text('material')),
    document: text('document'),
    times: number('times'),
    account: text('account'),
    label: text('label') || text('letter') || text('provisional'),
  };
}

/** A list of slot numbers (what left the desk) by their names. */
function slotsOf(list: unknown, matter: Sources['matter'], nameOf: (slot: string) => string): string {
  if (!Array.isArray(list) || !matter) return '';
  return list
    .flatMap((index: unknown) => (typeof index === 'number' ? (matter.slots[index]?.slot ?? []) : []))
    .map(nameOf)
    .join(' ');
}

/** The time that a step sets. */
function whenOf(
  kind: string,
  fields: Record<string, unknown>,
  minute: (key: string) => string,
  words: OversightWords,
  instant: (epoch: number) => string,
  midnight: number,
): string {
  switch (kind) {
    case 'received':
      return minute('tellBy');
    case 'supplementAsked':
      return minute('until');
    case 'accepted':
      return instant(midnight + lastDue(fields['stages']) * 60_000);
    case 'stageStarted':
      return minute('due');
    case 'partDecided':
      return minute('at');
    case 'serviceEscalated':
      return minute('answerBy');
    case 'booked':
    case 'bookingMoved': {
      const { date, at } = fields;
      if (typeof date !== 'string' || !isHallDate(date) || typeof at !== 'number') return '';
      return `${words.date(date)} ${clockTextOfT(at * 60_000)}`;
    }
    default:
      return '';
  }
}

function lastDue(stages: unknown): number {
  if (!Array.isArray(stages)) return 0;
  return Math.max(
    0,
    ...stages.map((stage: unknown) => (Array.isArray(stage) && typeof stage[0] === 'number' ? stage[0] : 0)),
  );
}

function reasonOf(
  kind: string,
  text: (key: string) => string,
  words: OversightWords,
  supervise: SuperviseMessages,
): string {
  if (kind === 'matterConflict' || kind === 'conflict') return supervise.found[text('found')] ?? text('found');
  if (kind === 'booked') {
    const service = text('service');
    return service === 'holiday' || service === 'extended' || service === 'extra' ? words.t.service[service] : '';
  }
  return kind === 'bookingCancelled' ? text('by') : text('reason');
}
