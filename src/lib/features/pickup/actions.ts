import { commandActors, mayAct, type CommandKind } from '#lib/domain/index.ts';
import type { RefusalsMessages } from '#lib/i18n/refusal-words.ts';
import type { PickupMessages } from '#lib/i18n/zh-CN/pickup.ts';
import type { IconName } from '#lib/ui/icons/icons.ts';
import type { PickupDesk } from './pickup-desk.svelte.ts';

export type PickupDialog = 'deliveries' | 'custody' | 'waive' | 'emergency';

export interface PickupAction {
  id: string;
  /** The command behind it: who may use it is the roles table's. */
  command: CommandKind | null;
  keys: string;
  icon: IconName;
  label: (t: PickupMessages) => string;
  busyLabel: (t: PickupMessages) => string;
  isOffered: boolean;
  /** A rule forbids it now, and why. */
  blocked: ((t: PickupMessages, refusals: RefusalsMessages) => string) | null;
  isBusy: boolean;
  run: () => void;
}

export interface PickupVerbs {
  search: () => void;
  handOver: () => void;
  reprint: () => void;
  printNotice: (care: boolean) => void;
  open: (dialog: PickupDialog) => void;
  /** The name of the result that is chased. */
  slotName: (slot: string) => string;
  /** What the chosen bundle is called in a note. */
  what: string;
}

/** Everything the desk may do now: behind its buttons, its keys and its role checks. */
export function pickupActions(desk: PickupDesk, verbs: PickupVerbs): PickupAction[] {
  const { hall, step, bundle, window: numbers, chaseable } = desk;
  const cut: PickupAction['blocked'] = hall.isUp ? null : (_, refusals) => refusals['line-down']({});
  const ticket = numbers.ticket;
  const isOpen = numbers.isOurs && numbers.window?.phase === 'open';
  const action = (
    id: string,
    command: CommandKind | null,
    keys: string,
    icon: IconName,
    label: PickupAction['label'],
    run: () => void,
    extra: Partial<PickupAction> = {},
  ): PickupAction => ({
    id,
    command,
    keys,
    icon,
    label,
    busyLabel: label,
    isOffered: true,
    blocked: null,
    isBusy: command !== null && (desk.busy === command || numbers.busy === command),
    run,
    ...extra,
  });
  const isComplete = step === 'handOver';
  const all = [
    action('search', null, 'F2', 'search', (t) => t.search, verbs.search),
    action(
      'deliveries',
      'confirmDelivery',
      'F4',
      'box-check',
      (t) => t.deliveries(desk.deliveries.length),
      () => verbs.open('deliveries'),
    ),
    action(
      'help',
      'callHelp',
      'F1',
      'hand',
      (t) => (numbers.helpIsCalled ? t.helpCalled : t.help),
      () => void numbers.callHelp(),
      { isOffered: numbers.isOurs, blocked: cut },
    ),
    action(
      'custody',
      'releaseCustody',
      '',
      'box-check',
      (t) => t.custodyTitle,
      () => verbs.open('custody'),
    ),
    action(
      'chase',
      'chase',
      'F8',
      'bell',
      (t) => t.chase(chaseable ? verbs.slotName(chaseable.slot) : ''),
      () => {
        if (chaseable) void desk.chase(chaseable.slot, verbs.slotName(chaseable.slot));
      },
      {
        isOffered: (step === 'chase' || step === 'follow') && chaseable !== null,
        blocked: cut,
        busyLabel: (t) => t.chasing,
      },
    ),
    action(
      'confirmFirst',
      'confirmDelivery',
      'F4',
      'box-check',
      (t) => t.confirmFirst,
      () => verbs.open('deliveries'),
      {
        isOffered: step === 'confirm',
      },
    ),
    action(
      'waive',
      'waiveSlot',
      '',
      'hand-give',
      (t) => t.waive(bundle?.here ?? 0),
      () => verbs.open('waive'),
      {
        isOffered: (step === 'chase' || step === 'confirm') && (bundle?.here ?? 0) > 0,
      },
    ),
    action(
      'keep',
      'takeCustody',
      'Ctrl+Enter',
      'box-check',
      (t) => t.keep,
      () => void desk.takeCustody(desk.dossier ?? '', verbs.what),
      { isOffered: step === 'keep', blocked: cut, busyLabel: (t) => t.keeping },
    ),
    action(
      'askFor',
      'takeCustody',
      'Ctrl+Enter',
      'box-check',
      (t) => t.askFor,
      () => void desk.takeCustody(desk.dossier ?? '', verbs.what),
      { isOffered: step === 'elsewhere', blocked: cut, busyLabel: (t) => t.askingFor },
    ),
    action(
      'emergency',
      'handOver',
      '',
      'hand-give',
      (t) => t.emergency,
      () => verbs.open('emergency'),
      // Cut off there is nobody to ask; with the line there is always a better way.
      { isOffered: !hall.isUp && (step === 'elsewhere' || step === 'keep'), isBusy: desk.busy === 'handOver' },
    ),
    action('handOver', 'handOver', 'Ctrl+Enter', 'hand-give', (t) => t.handOver, verbs.handOver, {
      isOffered: bundle !== null && step !== 'handed' && step !== 'follow' && step !== 'keep' && step !== 'empty',
      blocked: isComplete
        ? null
        : (_, refusals) =>
            step === 'owed'
              ? refusals['material-owed']({})
              : step === 'elsewhere'
                ? refusals['bundle-held-elsewhere']({})
                : refusals['bundle-not-ready']({}),
      isBusy: desk.busy === 'handOver' || desk.busy === 'print',
      busyLabel: (t) => t.handing,
    }),
    action('reprint', 'printedPaper', '', 'printer', (t) => t.reprint, verbs.reprint, {
      isOffered: (bundle?.matter.handovers ?? 0) > 0 && (step === 'handed' || step === 'follow'),
      isBusy: desk.busy === 'print',
      busyLabel: (t) => t.printing,
    }),
    action(
      'notice',
      'printedPaper',
      '',
      'printer',
      (t) => t.printNotice,
      () => verbs.printNotice(false),
      {
        isOffered: (bundle?.here ?? 0) > 0,
        isBusy: desk.busy === 'print',
        busyLabel: (t) => t.printing,
      },
    ),
    action(
      'noticeCare',
      'printedPaper',
      '',
      'type',
      (t) => t.printNoticeCare,
      () => verbs.printNotice(true),
      {
        isOffered: (bundle?.here ?? 0) > 0,
      },
    ),
    action(
      'callNext',
      'call',
      'Shift+F2',
      'bell',
      (t) => t.call.callNext,
      () => void numbers.call(null),
      {
        isOffered: isOpen && ticket === null,
        blocked: cut,
        busyLabel: (t) => t.call.calling,
      },
    ),
    action(
      'begin',
      'begin',
      'Shift+F2',
      'check',
      (t) => t.call.begin,
      () => void numbers.begin(),
      {
        isOffered: ticket?.phase === 'called',
      },
    ),
    action(
      'recall',
      'recall',
      '',
      'megaphone',
      (t) => t.call.recall,
      () => void numbers.recall(),
      {
        isOffered: ticket?.phase === 'called',
      },
    ),
    action(
      'noShow',
      'noShow',
      '',
      'person-outline',
      (t) => t.call.noShow,
      () => void numbers.noShow(),
      {
        isOffered: ticket?.phase === 'called' && ticket.calls >= (hall.setup?.policy.calls ?? 3),
      },
    ),
    action(
      'finish',
      'finish',
      'F10',
      'check-ring',
      (t) => t.call.finish,
      () => void numbers.finish('done'),
      {
        isOffered: ticket?.phase === 'serving',
      },
    ),
    action(
      'unpause',
      'unpause',
      '',
      'door',
      (t) => t.call.unpause,
      () => void numbers.unpause(),
      {
        isOffered: numbers.isOurs && numbers.window?.phase === 'paused',
      },
    ),
  ];
  const roles = hall.session?.staff?.roles ?? [];
  return all.filter(
    (entry) => entry.isOffered && (entry.command === null || mayAct(roles, commandActors[entry.command])),
  );
}
