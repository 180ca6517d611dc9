export { decideWindow } from './decide-window.ts';
export { decideHelp } from './decide-help.ts';
