/** Why a queue row stands where it stands; the words are in `i18n` (common.badges). */
export type BadgeReason =
  'plain' | 'elder' | 'disabled' | 'pregnant' | 'green' | 'military' | 'booking' | 'guaranteed' | 'passed' | 'offline';

/** Shape, text and colour together (look.md, Status signs). */
export type SignKind = 'ok' | 'yellow' | 'red' | 'proposed' | 'decided';
