import { commandActors, mayAct, type CommandKind } from '#lib/domain/index.ts';
import type { DepartmentMessages } from '#lib/i18n/zh-CN/department.ts';
import type { RefusalsMessages } from '#lib/i18n/refusal-words.ts';
import type { IconName } from '#lib/ui/icons/icons.ts';
import type { DepartmentDesk } from './department-desk.svelte.ts';

export type DepartmentDialog = 'extract' | 'materials' | 'find';

export interface DepartmentAction {
  id: string;
  /** The command behind it: who may use it is the roles table's. */
  command: CommandKind | null;
  keys: string;
  icon: IconName;
  label: (t: DepartmentMessages) => string;
  busyLabel: (t: DepartmentMessages) => string;
  isOffered: boolean;
  /** A rule forbids it now, and why. */
  blocked: ((t: DepartmentMessages, refusals: RefusalsMessages) => string) | null;
  isBusy: boolean;
  /** The one next step of this state: it stands on the sill. */
  isPrimary: boolean;
  run: () => void;
}

export interface DepartmentVerbs {
  decide: () => void;
  send: () => void;
  reprint: () => void;
  printTicked: () => void;
  copy: () => void;
  open: (dialog: DepartmentDialog) => void;
}

/** Everything a department may do with the chosen row: behind its buttons, keys and role checks. */
export function departmentActions(desk: DepartmentDesk, verbs: DepartmentVerbs): DepartmentAction[] {
  const { chosen: row, hall, outcome } = desk;
  const isRunning = row?.part.phase === 'running';
  const isBack = (row?.returned.length ?? 0) > 0;
  const hasSent = row?.slots.some((slot) => slot.sentAt !== 0) ?? false;
  const own = row?.matter.acceptedBy ?? 0;
  const isOwn =
    own !== 0 &&
    (hall.setup?.service.separateDuties ?? false) &&
    hall.decided.staff.get(own) === hall.session?.staff?.account;
  const blockedDecision: DepartmentAction['blocked'] = !hall.isUp
    ? (_, refusals) => refusals['line-down']({})
    : isOwn
      ? (_, refusals) => refusals['duties-separate']({})
      : null;
  const action = (
    id: string,
    command: CommandKind | null,
    keys: string,
    icon: IconName,
    label: DepartmentAction['label'],
    run: () => void,
    extra: Partial<DepartmentAction> = {},
  ): DepartmentAction => ({
    id,
    command,
    keys,
    icon,
    label,
    busyLabel: label,
    isOffered: true,
    blocked: null,
    isBusy: false,
    isPrimary: false,
    run,
    ...extra,
  });
  const all = [
    action(
      'decide',
      'decidePart',
      'Ctrl+Enter',
      'check-ring',
      (t) => (outcome === 'refused' ? t.decideRefused : (row?.slots.length ?? 0) > 0 ? t.decideAndSend : t.decide),
      verbs.decide,
      {
        isOffered: isRunning,
        isPrimary: true,
        blocked: blockedDecision,
        isBusy: desk.busy === 'decide',
        busyLabel: (t) => t.deciding,
      },
    ),
    action('send', 'deliver', 'Ctrl+Enter', 'arrow-right', (t) => (isBack ? t.sendAgain : t.send), verbs.send, {
      isOffered: (row?.unsent.length ?? 0) > 0,
      isPrimary: true,
      isBusy: desk.busy === 'send',
      busyLabel: (t) => t.sending,
    }),
    action('reprint', 'printedPaper', 'Alt+P', 'printer', (t) => t.reprint, verbs.reprint, {
      isOffered: !isRunning && hasSent && (row?.unsent.length ?? 0) === 0,
      isPrimary: true,
      isBusy: desk.busy === 'slip',
      busyLabel: (t) => t.printing,
    }),
    action('printTicked', 'printedPaper', '', 'printer', (t) => t.printSlip(desk.ticked.size), verbs.printTicked, {
      isOffered: desk.tab === 'done' && desk.ticked.size > 0,
      isBusy: desk.busy === 'slip',
      busyLabel: (t) => t.printing,
    }),
    action('copy', null, 'Alt+C', 'copy', (t) => t.copyAll, verbs.copy, { isOffered: row !== null }),
    action(
      'extract',
      null,
      '',
      'list',
      (t) => t.copyEach,
      () => verbs.open('extract'),
      { isOffered: row !== null },
    ),
    action(
      'materials',
      null,
      '',
      'list',
      (t) => t.materialsTitle,
      () => verbs.open('materials'),
      {
        isOffered: row !== null,
      },
    ),
    action(
      'find',
      null,
      'Ctrl+K',
      'search',
      (t) => t.find,
      () => verbs.open('find'),
    ),
  ];
  const roles = hall.session?.staff?.roles ?? [];
  return all.filter(
    (entry) => entry.isOffered && (entry.command === null || mayAct(roles, commandActors[entry.command])),
  );
}
