import { commandActors, mayAct, type CommandKind } from '#lib/domain/index.ts';
import type { WindowMessages } from '#lib/i18n/zh-CN/window.ts';
import type { IconName } from '#lib/ui/icons/icons.ts';
import type { WindowDesk } from './window-desk.svelte.ts';

export type DialogName =
  | 'transfer'
  | 'addItem'
  | 'pause'
  | 'consult'
  | 'take'
  | 'find'
  | 'paperRating'
  // Of intake
  | 'supplement'
  | 'refuse'
  | 'tell'
  | 'papers'
  | 'renew'
  | 'findMatter';

export interface WindowAction {
  id: string;
  /** The command behind it: who may use it is the roles table's. */
  command: CommandKind | null;
  keys: string;
  icon: IconName;
  label: (t: WindowMessages) => string;
  /** Offered in this state; else neither drawn nor on a key. */
  isOffered: boolean;
  /** A rule forbids it now, and why; it is drawn with the reason. */
  blocked: ((t: WindowMessages) => string) | null;
  /** Asked and not yet decided. */
  isBusy: boolean;
  run: () => void;
}

/**
 * Everything a window may do now. The one list behind its buttons, its keys, its command finder
 * and its role checks. `t` is the hall's milliseconds since midnight.
 */
export function windowActions(desk: WindowDesk, open: (dialog: DialogName) => void, t: number): WindowAction[] {
  const { ticket, window, hall } = desk;
  const policy = hall.setup?.policy;
  const idle = desk.isOurs && window?.phase === 'open' && ticket === null;
  const called = ticket?.phase === 'called';
  const here = called || ticket?.phase === 'serving';
  const cut = hall.isUp ? null : (words: WindowMessages) => words.cutHint;
  // Without the line a window calls what its own device holds; who waits elsewhere is called there.
  const noneHeld =
    hall.isUp || desk.callable.length > 0 || desk.elsewhere.length === 0
      ? null
      : (words: WindowMessages) => words.noneHeldNext(desk.elsewhere.length);
  const gap =
    called && policy
      ? Math.min(policy.callGapSeconds, Math.ceil((ticket.lastCallAt + policy.callGapSeconds * 1000 - t) / 1000))
      : 0;
  const callsLeft = called && policy ? policy.calls - ticket.calls : 0;
  const action = (
    id: string,
    command: CommandKind | null,
    keys: string,
    icon: IconName,
    label: WindowAction['label'],
    isOffered: boolean,
    run: () => void,
    blocked: WindowAction['blocked'] = null,
  ): WindowAction => ({
    id,
    command,
    keys,
    icon,
    label,
    isOffered,
    blocked,
    isBusy: command !== null && desk.busy === command,
    run,
  });

  const all = [
    action(
      'callNext',
      'call',
      'F2',
      'bell',
      (w) => w.callNext,
      idle,
      () => void desk.call(null),
      noneHeld,
    ),
    action(
      'callChosen',
      'call',
      'Shift+F2',
      'bell',
      (w) => w.callChosen,
      idle,
      () => (desk.chosen === null ? desk.refuse({ code: 'nobody-chosen' }) : void desk.call(desk.chosen)),
      noneHeld,
    ),
    action(
      'begin',
      'begin',
      'Ctrl+Enter',
      'check',
      (w) => w.arrived,
      called,
      () => void desk.begin(),
    ),
    action(
      'recall',
      'recall',
      'F4',
      'megaphone',
      (w) => w.recall,
      called,
      () => void desk.recall(),
      gap > 0 ? (w) => w.recallWait(gap) : null,
    ),
    action(
      'noShow',
      'noShow',
      'Shift+F4',
      'person-outline',
      (w) => w.noShow,
      called,
      () => void desk.noShow(),
      callsLeft > 0 ? (w) => w.noShowNeeds(callsLeft) : null,
    ),
    action(
      'addItem',
      'addItem',
      '',
      'plus',
      (w) => w.addItem,
      here,
      () => open('addItem'),
    ),
    action(
      'park',
      'park',
      'F8',
      'pause',
      (w) => w.park,
      here,
      () => void desk.park(),
    ),
    action(
      'transfer',
      'transfer',
      'F9',
      'arrow-right',
      (w) => w.transfer,
      here,
      () => open('transfer'),
      cut,
    ),
    action(
      'consult',
      'finish',
      'Alt+Z',
      'question',
      (w) => w.consult,
      here,
      () => open('consult'),
    ),
    action(
      'finish',
      'finish',
      'F10',
      'check-ring',
      (w) => w.finish,
      here,
      () => void desk.finish('done'),
    ),
    action(
      'undo',
      'undo',
      'Ctrl+Z',
      'undo',
      (w) => w.undo,
      desk.undoable !== null,
      () => void desk.undo(),
      cut,
    ),
    action(
      'pause',
      'pause',
      'Alt+P',
      'pause',
      (w) => w.pause,
      idle,
      () => open('pause'),
    ),
    action(
      'unpause',
      'unpause',
      'Alt+P',
      'door',
      (w) => w.unpause,
      desk.isOurs && window?.phase === 'paused',
      () => void desk.unpause(),
    ),
    action(
      'closeWindow',
      'closeWindow',
      '',
      'door',
      (w) => w.closeWindow,
      desk.isOurs,
      () => void desk.closeWindow(),
      here ? (w) => w.closeBlocked : null,
    ),
    action(
      'take',
      'take',
      '',
      'ticket',
      (w) => w.takeFor,
      desk.isOurs,
      () => open('take'),
      hall.series.letter === null ? cut : null,
    ),
    action(
      'help',
      'callHelp',
      'F1',
      'hand',
      (w) => w.help,
      desk.isOurs,
      () => void desk.callHelp(),
      cut,
    ),
    action(
      'paperRating',
      'rate',
      '',
      'file-edit',
      (w) => w.paperRating,
      desk.isOurs,
      () => open('paperRating'),
      cut,
    ),
    action(
      'find',
      null,
      'Ctrl+K',
      'search',
      (w) => w.find,
      true,
      () => open('find'),
    ),
  ];
  const roles = hall.session?.staff?.roles ?? [];
  return all.filter(
    (entry) => entry.isOffered && (entry.command === null || mayAct(roles, commandActors[entry.command])),
  );
}

/** `Shift+F4` for a key event, in the words of the list above. */
export function keysOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', event.shiftKey && key.length > 1 ? 'Shift' : '', key]
    .filter(Boolean)
    .join('+');
}
