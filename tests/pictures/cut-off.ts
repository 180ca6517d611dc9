import { hallWithoutLine } from './cut-hall.ts';
import { hallFromBackup } from './cut-recovery.ts';
import { windowsWithoutLine } from './cut-window.ts';

/** `npm run pictures -- --all`: the hall without its network, and how it comes back. A part's name behind it: only that. */
await windowsWithoutLine();
await hallWithoutLine();
await hallFromBackup();
process.exit();
