import { LazyBundle } from './lazy-bundle.svelte.ts';
import { booking as zh, type BookingMessages } from './zh-CN/booking.ts';

export const bookingMessages = new LazyBundle<BookingMessages>(zh, () =>
  import('./en/booking.ts').then(({ booking }) => booking),
);
