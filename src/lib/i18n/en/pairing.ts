import type { PairingMessages } from '../zh-CN/pairing.ts';

export const pairing = {
  kiosk: 'ticket kiosk',
  board: 'call board',
  title: (surface) => `Join this ${surface} to the hall`,
  ask: 'Ask the supervisor to confirm on the tablet',
  how: 'The supervisor opens Devices, finds these six digits and presses Confirm.',
  code: 'Pairing digits',
  asking: 'Getting pairing digits',
  gone: 'These digits have expired.',
  goneNext: 'Get new ones below.',
  fresh: 'New digits',
  offline: 'The hall cannot be reached. This is tried again when the line is back.',
  linkInvalid: 'This pairing link was used already or has expired. Pair with the digits below.',
  revoked: 'This device was switched off. Ask the supervisor.',
  throttled: 'Too many attempts. This is tried again in a while.',
} satisfies PairingMessages;
