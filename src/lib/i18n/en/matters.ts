import type { MattersMessages } from '../zh-CN/matters.ts';

/** Words about matters that several screens share: times, working time, states. */
export const matters = {
  today: (clock) => `today ${clock}`,
  tomorrow: (clock) => `tomorrow ${clock}`,
  yesterday: (clock) => `yesterday ${clock}`,
  day: (month, day) => `${month}-${day}`,
  dayClock: (day, clock) => `${day} ${clock}`,
  minutes: (minutes) => `${minutes} min`,
  hours: (hours, minutes) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),
  days: (days, hours) => (hours === 0 ? `${days} d` : `${days} d ${hours} h`),
  left: (text) => `${text} left`,
  over: (text) => `${text} over`,
  tail: (tail) => `Matter ${tail}`,
  matterInPackage: (item, entry, stage) => `${item} (${entry} · ${stage})`,
  stage: (index) => `stage ${index + 1}`,
  unnamed: 'Applicant not filled in',
  noLabel: 'Name not here yet',
  pieces: (count) => (count === 1 ? '1 piece' : `${count} pieces`),
  estimated: 'Reckoned as Monday to Friday',
  account: (account) => `No. ${account}`,
  window: (no) => `Window ${no}`,
  many: (first, count) => `${first} and ${count - 1} more`,
  copies: null,
  sentence: (parts) => parts.join(', '),
  dot: ' · ',
  ways: { received: 'received', checked: 'checked', tolerated: 'with a gap', promised: 'promised', missing: 'missing' },
} satisfies MattersMessages;
