import { commandActors, mayAct, type CommandKind } from '#lib/domain/index.ts';
import type { IntakeMessages } from '#lib/i18n/zh-CN/intake.ts';
import type { IconName } from '#lib/ui/icons/icons.ts';
import type { DialogName, WindowAction } from '../window/actions.ts';
import { acceptAndPrint, printConfirmed, receiveAndPrint, suppliedAndPrint } from './intake-acts.ts';
import type { IntakeBusy, IntakeDesk } from './intake-desk.svelte.ts';

/** Roles that take papers in; a pickup desk that serves a number has no intake beside it. */
export function takesIn(intake: IntakeDesk): boolean {
  return mayAct(intake.hall.session?.staff?.roles ?? [], commandActors.openMatter);
}

/**
 * What may be done with the matter that is shown: beside the window's own acts, in the same list for
 * buttons, keys, finder and roles. Without the line receiving takes the sill, decisions wait.
 */
export function intakeActions(
  intake: IntakeDesk,
  open: (dialog: DialogName) => void,
  words: () => IntakeMessages,
): WindowAction[] {
  const { hall, shown } = intake;
  const form = shown ? intake.formOf(shown) : null;
  const hasForm = (form?.form ?? null) !== null;
  const phase = shown?.matter?.phase ?? 'draft';
  const isDraft = hasForm && phase === 'draft';
  const isBefore = hasForm && (phase === 'draft' || phase === 'received');
  const isProposed = shown !== null && hall.isOnTheWay('acceptAlone', shown.dossier);
  const isOver = hasForm && !['draft', 'received', 'supplement'].includes(phase);
  const waits = (why: (t: IntakeMessages) => string) => (hall.isUp ? null : () => why(words()));
  const action = (
    id: string,
    command: CommandKind | null,
    keys: string,
    icon: IconName,
    label: (t: IntakeMessages) => string,
    isOffered: boolean,
    run: () => void,
    more: { blocked?: WindowAction['blocked']; busy?: IntakeBusy } = {},
  ): WindowAction => ({
    id,
    command,
    keys,
    icon,
    label: () => label(words()),
    isOffered,
    blocked: more.blocked ?? null,
    isBusy: more.busy !== undefined && intake.busy === more.busy,
    run,
  });

  const all = [
    // The line is down and nothing is received yet: the sill receives.
    action(
      'receive',
      'receive',
      'Ctrl+Enter',
      'printer',
      (t) => t.receive,
      isDraft && !hall.isUp,
      () => form && void receiveAndPrint(intake, form),
      { busy: 'receive' },
    ),
    action(
      'accept',
      'accept',
      'Ctrl+Enter',
      'check',
      (t) => (hall.isUp ? t.accept : t.acceptAlone),
      isBefore && (hall.isUp || phase === 'received'),
      () => form && void acceptAndPrint(intake, form),
      { busy: 'accept', blocked: intake.mayAcceptAlone ? null : waits((t) => t.lockedAcceptReceived) },
    ),
    action(
      'supplied',
      'supplied',
      'Ctrl+Enter',
      'check',
      (t) => t.supplied,
      hasForm && phase === 'supplement',
      () => form && void suppliedAndPrint(intake, form),
      { busy: 'supplied' },
    ),
    action(
      'receiveOnly',
      'receive',
      'Alt+R',
      'file-edit',
      (t) => t.receiveOnly,
      isDraft && hall.isUp,
      () => form && void receiveAndPrint(intake, form),
      { busy: 'receive' },
    ),
    action(
      'tellOnly',
      null,
      'Alt+T',
      'question',
      (t) => t.tellOnly,
      isDraft,
      () => open('tell'),
      { busy: 'tell' },
    ),
    action(
      'supplement',
      'askSupplement',
      '',
      'list',
      (t) => t.supplement,
      isBefore,
      () => open('supplement'),
      { busy: 'supplement', blocked: waits((t) => t.lockedDecision) },
    ),
    action(
      'refuse',
      'notAccept',
      '',
      'x',
      (t) => t.refuse,
      isBefore,
      () => open('refuse'),
      { busy: 'refuse', blocked: waits((t) => t.lockedDecision) },
    ),
    action(
      'confirmed',
      'printedPaper',
      'Ctrl+Enter',
      'printer',
      (t) => t.printConfirmed,
      isOver && !isProposed && (shown?.matter?.provisional ?? '') !== '',
      () => form && void printConfirmed(intake, form),
      { busy: 'print' },
    ),
    action(
      'papers',
      'printedPaper',
      '',
      'printer',
      (t) => t.papers,
      hasForm && shown?.matter !== null,
      () => open('papers'),
      { busy: 'print' },
    ),
    action(
      'renew',
      'renewToken',
      '',
      'refresh',
      (t) => t.renew,
      hasForm && phase !== 'draft',
      () => open('renew'),
      { busy: 'renew', blocked: waits((t) => t.lockedDecision) },
    ),
    action(
      'amend',
      null,
      '',
      'file-edit',
      (t) => t.amend,
      // What the hall has not accepted yet is as it was when it was accepted here.
      isOver && form !== null && !isProposed && !form.room.isReadOnly && !form.amendments.isOpen,
      () => form?.amendments.open(),
    ),
    action(
      'findMatter',
      'receive',
      'Alt+S',
      'search',
      (t) => t.find,
      intake.desk.isOurs,
      () => open('findMatter'),
    ),
  ];
  const roles = hall.session?.staff?.roles ?? [];
  return all.filter(
    (entry) => entry.isOffered && (entry.command === null || mayAct(roles, commandActors[entry.command])),
  );
}
