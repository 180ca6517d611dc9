import type { StripMessages } from '../zh-CN/strip.ts';

export const strip = {
  label: 'Saving and line',
  savedHere: 'Saved here',
  savedAtHall: 'Saved at the hall',
  notAtHall: (count) => `${count} not yet at the hall`,
  decided: 'Decided:',
  decidedAll: 'all',
  proposed: (count) => `${count} proposed`,
  cut: (since, minutes) => (minutes < 1 ? `Line down since ${since}.` : `Line down since ${since} (${minutes} min).`),
  cutNext: 'What you do is kept here and sent when the line is back.',
  cutCallable: (count) => `This window may still call ${count}. `,
  recovering: 'The hall is coming back from a backup. ',
  recoveringNext:
    'This PC has checked in and brought what it has. Go on with who is at your window; calling goes on by itself once the hall opens.',
  hallFailing: "The hall's computer cannot save.",
  hallFailingNext: 'What you do is kept here and sent when it can. Tell the supervisor.',
  sending: (done, total) => `Back online, sending ${done} of ${total}`,
  nothingSaved: 'Not saved: this device is full.',
  nothingSavedNext: 'Keep this page open',
  clockSlow: (minutes) => `This clock is ${minutes} min slow; using hall time`,
  clockFast: (minutes) => `This clock is ${minutes} min fast; using hall time`,
  insecureOrigin: 'This address is not encrypted: the page cannot be reopened without the line',
  connected: 'Connected to the hall',
  connecting: 'Connecting to the hall',
} satisfies StripMessages;
