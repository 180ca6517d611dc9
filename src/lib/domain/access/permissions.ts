import type { CommandKind } from '../command/index.ts';
import type { Role } from './roles.ts';

/** Who acts: a signed-in person by role, a paired kiosk, or an applicant holding a receipt's token. */
export type Actor = Role | 'kiosk' | 'applicant';

const atWindows: readonly Actor[] = ['clerk', 'pickup', 'chief', 'guide'];
const floor: readonly Actor[] = ['guide', 'supervisor'];
const intake: readonly Actor[] = ['clerk', 'chief', 'guide'];
/** 首席代表 may decide for their department (rules C25). */
const departments: readonly Actor[] = ['reviewer', 'chief'];
const desk: readonly Actor[] = ['pickup', 'chief'];
const bookingDesk: readonly Actor[] = ['clerk', 'guide', 'pickup', 'chief', 'supervisor'];

/** The one table of who may do what. What is not listed is not allowed. */
export const commandActors: Record<CommandKind, readonly Actor[]> = {
  take: ['kiosk', 'guide', 'clerk', 'pickup', 'chief', 'supervisor'],
  takeAlone: ['kiosk', 'guide', 'clerk', 'pickup', 'chief', 'supervisor'],
  leave: ['applicant', ...floor],
  delay: ['applicant', ...floor],
  reopen: floor,
  openWindow: atWindows,
  closeWindow: atWindows,
  releaseWindow: ['supervisor'],
  pause: atWindows,
  unpause: atWindows,
  relieve: atWindows,
  call: atWindows,
  callAlone: atWindows,
  giveBack: atWindows,
  forceRelease: ['supervisor'],
  recall: atWindows,
  noShow: atWindows,
  begin: atWindows,
  finish: atWindows,
  park: atWindows,
  resume: atWindows,
  transfer: atWindows,
  addItem: atWindows,
  undo: atWindows,
  printed: ['kiosk', 'guide', 'clerk', 'pickup', 'chief', 'supervisor'],
  closeQueue: ['supervisor'],
  openQueue: ['supervisor'],
  callHelp: ['kiosk', 'applicant', 'clerk', 'pickup', 'chief', 'guide'],
  answerHelp: floor,
  openMatter: intake,
  receive: intake,
  askSupplement: intake,
  supplied: intake,
  accept: intake,
  acceptAlone: intake,
  notAccept: intake,
  decidePart: departments,
  deliver: departments,
  madeGood: [...intake, 'reviewer'],
  confirmDelivery: desk,
  returnDelivery: desk,
  chase: [...desk, 'supervisor'],
  waiveSlot: desk,
  takeCustody: desk,
  releaseCustody: [...desk, 'supervisor'],
  handOver: desk,
  renewToken: [...atWindows, 'supervisor'],
  printedPaper: [...atWindows, 'reviewer', 'supervisor'],
  rate: ['applicant', ...atWindows, 'supervisor'],
  book: ['applicant', ...bookingDesk],
  bookAlone: bookingDesk,
  askService: ['applicant', ...bookingDesk],
  moveBooking: ['applicant', ...bookingDesk],
  cancelBooking: ['applicant', ...bookingDesk],
  checkIn: ['kiosk', ...bookingDesk],
  confirmService: bookingDesk,
  escalateService: bookingDesk,
  assignService: ['chief'],
  chaseService: bookingDesk,
  startService: atWindows,
  endService: atWindows,
};

/** Rooms by their first path segment: who may join one. Kiosks, boards and phones read JSON. */
export const roomActors: Record<string, readonly Actor[]> = {
  ledger: ['administrator', 'supervisor', 'chief', 'guide', 'clerk', 'reviewer', 'pickup'],
  /** A reviewer only where the own department has a part. */
  dossier: ['clerk', 'chief', 'guide', 'supervisor', 'pickup', 'reviewer'],
  setup: ['supervisor', 'administrator'],
};

/** Staff surfaces: who may open one. */
export const surfaceActors = {
  window: atWindows,
  supervise: ['supervisor', 'guide', 'chief'],
  admin: ['administrator'],
  department: ['reviewer', 'chief'],
  pickup: desk,
  schedule: bookingDesk,
} as const satisfies Record<string, readonly Actor[]>;

export function mayAct(actors: readonly Actor[], allowed: readonly Actor[]): boolean {
  return actors.some((actor) => allowed.includes(actor));
}
