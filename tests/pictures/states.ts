import { book } from './states/book.ts';
import { department } from './states/department.ts';
import { intake } from './states/intake.ts';
import { kiosk } from './states/kiosk.ts';
import { landing } from './states/landing.ts';
import { pickup } from './states/pickup.ts';
import { schedule } from './states/schedule.ts';
import { supervise } from './states/supervise.ts';
import { playTour } from './states/tour.ts';

/** `npm run pictures -- --all`: what the surfaces of a visit show besides their ordinary face. */
const parts = [kiosk, intake, pickup, department, schedule, supervise, book, landing];

/** Parts may be named; all of them otherwise. */
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
await playTour(parts.filter(({ name }) => named.length === 0 || named.includes(name)));
