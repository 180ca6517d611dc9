import { commandActors, mayAct, type CommandKind } from '#lib/domain/index.ts';
import type { ScheduleMessages } from '#lib/i18n/zh-CN/schedule.ts';
import type { IconName } from '#lib/ui/icons/icons.ts';
import type { ScheduleDesk } from './schedule-desk.svelte.ts';

export type DialogName = 'new' | 'find' | 'move' | 'escalate' | 'rate';

export interface ScheduleAction {
  id: string;
  /** The command behind it: who may use it is the roles table's. */
  command: CommandKind | null;
  keys: string;
  icon: IconName;
  label: (m: ScheduleMessages) => string;
  isOffered: boolean;
  /** A rule forbids it now, and why. */
  blocked: ((m: ScheduleMessages) => string) | null;
  isBusy: boolean;
  busyLabel: (m: ScheduleMessages) => string;
  run: () => void;
}

/**
 * Everything the booking desk may do with the chosen request, and what stands above. To a service
 * outside hours there are three answers and no fourth (rules B4); once it is with the chief
 * representative there is one, to assign somebody (B5).
 */
export function scheduleActions(desk: ScheduleDesk, open: (dialog: DialogName) => void): ScheduleAction[] {
  const { hall, request } = desk;
  const cut = hall.isUp ? null : (m: ScheduleMessages) => m.lockedHint;
  const isAsked = request?.phase === 'asked';
  const isEscalated = request?.phase === 'escalated';
  const withServer = (run: (account: string) => void): void => {
    desk.serverMissing = desk.server === '';
    if (!desk.serverMissing) run(desk.server);
  };
  const action = (
    entry: Pick<ScheduleAction, 'id' | 'command' | 'icon' | 'label' | 'isOffered' | 'run'> & Partial<ScheduleAction>,
  ): ScheduleAction => ({
    keys: '',
    blocked: cut,
    isBusy: entry.command !== null && desk.busy === entry.command,
    busyLabel: entry.label,
    ...entry,
  });
  const all: ScheduleAction[] = [
    action({
      id: 'new',
      command: 'book',
      keys: 'F2',
      icon: 'plus',
      label: (m) => m.newBooking,
      isOffered: true,
      isBusy: false,
      // Without the line it is 暂约.
      blocked: null,
      run: () => open('new'),
    }),
    action({
      id: 'move',
      command: 'moveBooking',
      icon: 'calendar-check',
      label: (m) => m.move,
      isOffered: request !== null,
      run: () => open('move'),
    }),
    action({
      id: 'escalate',
      command: 'escalateService',
      icon: 'person-outline',
      label: (m) => m.escalate,
      isOffered: isAsked,
      run: () => open('escalate'),
    }),
    action({
      id: 'confirm',
      command: 'confirmService',
      keys: 'Ctrl+Enter',
      icon: 'check',
      label: (m) => (request?.service === 'extended' ? m.confirmForm : m.confirmVoucher),
      busyLabel: (m) => m.confirming,
      isOffered: isAsked,
      isBusy: desk.busy === 'confirmService' || (isAsked && desk.printing),
      run: () => withServer((account) => void (request && desk.confirm(request, account))),
    }),
    action({
      id: 'assign',
      command: 'assignService',
      keys: 'Ctrl+Enter',
      icon: 'check',
      label: (m) => m.assign,
      busyLabel: (m) => m.assigning,
      isOffered: isEscalated && desk.mayAssign,
      run: () => withServer((account) => void (request && desk.assign(request, account))),
    }),
    action({
      id: 'chase',
      command: 'chaseService',
      keys: isEscalated && !desk.mayAssign ? 'Ctrl+Enter' : '',
      icon: 'bell',
      label: (m) => m.chase,
      busyLabel: (m) => m.chasing,
      isOffered: isEscalated && !desk.mayAssign,
      run: () => void (request && desk.chase(request)),
    }),
    action({
      id: 'find',
      command: null,
      keys: 'Ctrl+K',
      icon: 'search',
      label: (m) => m.find,
      isOffered: true,
      blocked: null,
      run: () => open('find'),
    }),
  ];
  const roles = hall.session?.staff?.roles ?? [];
  return all.filter(
    (entry) => entry.isOffered && (entry.command === null || mayAct(roles, commandActors[entry.command])),
  );
}
