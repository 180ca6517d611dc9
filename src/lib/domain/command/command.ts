import type { Outcome, Priority } from '../ledger/index.ts';

/**
 * fact: it happened; never refused, at worst recorded with a conflict. request: shown as asking
 * and never as done before it is decided; ends with the connection it was made on.
 */
export type CommandClass = 'fact' | 'request';

/** Where a transferred or reopened number goes: by its taking time, to the front, to the back. */
export type Place = 'time' | 'first' | 'last';

/** Every body names the day whose ledger its ticket numbers belong to. */
export interface CommandBodies {
  take: {
    day: string;
    code: string;
    care: boolean;
    tokenHash: string;
    channel: 'kiosk' | 'staff';
    priority?: Priority;
  };
  leave: { day: string; ticket: number };
  delay: { day: string; ticket: number };
  reopen: { day: string; ticket: number; place: Place };
  openWindow: { day: string; window: number };
  closeWindow: { day: string; window: number };
  releaseWindow: { day: string; window: number };
  pause: { day: string; window: number; reason: string };
  unpause: { day: string; window: number };
  call: { day: string; window: number; ticket: number | null };
  recall: { day: string; window: number; ticket: number };
  noShow: { day: string; window: number; ticket: number };
  begin: { day: string; window: number; ticket: number };
  finish: { day: string; window: number; ticket: number; outcome: Outcome };
  park: { day: string; window: number; ticket: number };
  resume: { day: string; window: number; ticket: number };
  transfer: { day: string; window: number; ticket: number; queue: string; place: Place };
  addItem: { day: string; window: number; ticket: number; item: string };
  undo: { day: string; window: number; ticket: number };
  printed: { day: string; ticket: number; document: string };
  closeQueue: { day: string; queue: string };
  openQueue: { day: string; queue: string };
  callHelp: { day: string; from: 'kiosk' | 'window' | 'phone'; window?: number; ticket?: number };
  answerHelp: { day: string; call: number };
}

export type CommandKind = keyof CommandBodies;

export type Command = {
  [Kind in CommandKind]: { kind: Kind; body: CommandBodies[Kind] };
}[CommandKind];

/** Which class each kind has (contract, *Classes*). */
export const commandClasses = {
  take: 'request',
  leave: 'request',
  delay: 'request',
  reopen: 'request',
  openWindow: 'request',
  closeWindow: 'fact',
  releaseWindow: 'request',
  pause: 'fact',
  unpause: 'fact',
  call: 'request',
  recall: 'fact',
  noShow: 'fact',
  begin: 'fact',
  finish: 'fact',
  park: 'fact',
  resume: 'fact',
  transfer: 'request',
  addItem: 'fact',
  undo: 'request',
  printed: 'fact',
  closeQueue: 'request',
  openQueue: 'request',
  callHelp: 'request',
  answerHelp: 'request',
} as const satisfies Record<CommandKind, CommandClass>;

export function isCommandKind(text: string): text is CommandKind {
  return Object.hasOwn(commandClasses, text);
}
