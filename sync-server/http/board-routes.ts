import { boardView, midnightOf, type BoardView } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { EventStream } from './event-stream.ts';
import { json } from './reply.ts';
import type { Exchange, Route } from './router.ts';
import type { Visitors } from './visitors.ts';

/** The board's snapshot and its stream, for paired devices and staff. */
export function boardRoutes(hall: Hall, visitors: Visitors): Route[] {
  const streams = new Set<EventStream>();
  const view = (): BoardView => {
    const { state, setup, isOpen } = hall.engine;
    return boardView(state, setup, {
      now: hall.clock.now(),
      midnight: midnightOf(state.day, setup.hall.utcOffsetMinutes),
      practice: hall.isPractice,
      open: isOpen,
    });
  };
  let pending = false;
  const push = (): void => {
    if (pending || streams.size === 0) return;
    pending = true;
    // Once for everything that was committed in this turn.
    setImmediate(() => {
      pending = false;
      const board = view();
      const key = JSON.stringify({ ...board, now: 0 });
      for (const stream of streams) stream.send('board', board, key);
    });
  };
  hall.onCommitted(push);
  hall.onRooms(push);
  // A kiosk that shows "closed" makes no command that would tell it otherwise.
  hall.onHours(push);
  /** Asked at every beat of a stream, as a device may be revoked meanwhile. */
  const belongs = (request: Exchange['request']): boolean =>
    visitors.device(request) !== undefined || visitors.session(request) !== undefined;
  return [
    ['GET', '/api/board', ({ response }) => json(response, 200, view())],
    [
      'GET',
      '/api/board/events',
      (exchange) => {
        const stream = new EventStream(
          exchange.request,
          exchange.response,
          () => streams.delete(stream),
          () => belongs(exchange.request),
        );
        streams.add(stream);
        const board = view();
        stream.send('board', board, JSON.stringify({ ...board, now: 0 }));
      },
    ],
  ];
}
