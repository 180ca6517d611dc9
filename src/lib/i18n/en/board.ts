import type { BoardMessages } from '../zh-CN/board.ts';

export const board = {
  title: 'Call board',
  waitingHead: 'Waiting',
  waiting: '',
  windowSuffix: '',
  windowPrefix: 'Window',
  recent: 'Earlier',
  noCalls: 'No calls yet',
  speaking: 'Announcing',
  call: (label, window) => `${label}, please go to window ${window}`,
  spoken: (spelled, window) => `Number ${spelled}, please go to window ${window}`,
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  passedNote: 'A missed number is put back once; after that, ask at the guide desk',
  cut: (since) => `No news since ${since}. Please listen for calls in the hall`,
  cutFromStart: 'The hall cannot be reached. Please listen for calls in the hall',
  noVoice: 'This device has no local voice: calls are shown, not spoken',
  unlock: 'Touch the screen once to turn on sound',
  closed: 'No numbers are given now',
  noZones: 'The hall has no areas yet',
} satisfies BoardMessages;
