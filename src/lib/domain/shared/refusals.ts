/**
 * Every reason a hall gives for not doing something. A code is the contract; the words for it
 * are in `i18n`, where a missing one is a type error. Never reused for another meaning.
 */
export const refusalCodes = [
  // line, identity, permission
  'not-signed-in',
  'sign-in-failed',
  'sign-in-throttled',
  'account-inactive',
  'password-too-short',
  'password-change-needed',
  'role-may-not',
  'device-not-paired',
  'device-revoked',
  'device-not-yours',
  'pairing-code-invalid',
  'pairing-pending',
  'room-unknown',
  'room-not-allowed',
  'room-epoch-changed',
  'room-read-only',
  'origin-not-allowed',
  'client-too-old',
  // form of a command
  'bad-request',
  'too-large',
  'too-many-requests',
  'name-empty',
  'name-too-long',
  'name-has-control-characters',
  'account-taken',
  'account-unknown',
  'id-reused',
  'gap',
  'expired',
  'line-down',
  'not-saved-at-hall',
  'not-saved-here',
  'internal-error',
  // setup, hall, day
  'setup-unknown',
  'setup-invalid',
  'hall-closed',
  'hall-already-open',
  'day-closed',
  // tickets and queues
  'item-unknown',
  'item-unroutable',
  'queue-unknown',
  'queue-closed',
  'contingent-used-up',
  'already-waiting',
  'ticket-unknown',
  'ticket-not-today',
  'ticket-over',
  'ticket-not-here',
  'ticket-in-service',
  'ticket-called-elsewhere',
  'ticket-not-waiting',
  'token-unknown',
  'token-expired',
  'code-unknown',
  'nobody-waiting',
  'nobody-chosen',
  'window-not-chosen',
  'queue-not-served',
  'reopen-not-needed',
  'already-late-once',
  // windows
  'window-unknown',
  'window-in-use',
  'window-not-open',
  'window-paused',
  'window-not-yours',
  'window-busy',
  'staff-at-other-window',
  'undo-too-late',
  'help-not-called',
  // printing
  'glyph-missing',
  'font-missing',
  'page-overflow',
  'printer-failed',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export function isRefusalCode(text: string): text is RefusalCode {
  return (refusalCodes as readonly string[]).includes(text);
}
