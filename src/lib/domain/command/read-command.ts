import { accepted, isHallDate, refused, type Result } from '../shared/index.ts';
import { isCommandKind, type Command, type CommandKind } from './command.ts';

type Check = (value: unknown) => boolean;

const positive: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const key: Check = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const priority = oneOf('', 'elder', 'disabled', 'pregnant', 'military', 'green');
const place = oneOf('time', 'first', 'last');
const atWindow = { window: positive, ticket: positive };

const shapes: Record<CommandKind, Record<string, Check>> = {
  take: {
    code: key,
    care: oneOf(true, false),
    // 16 bytes, base64url: the first half of the token's SHA-256.
    tokenHash: (value) => typeof value === 'string' && /^[\w-]{22}$/.test(value),
    channel: oneOf('kiosk', 'staff'),
    priority: optional(priority),
  },
  leave: { ticket: positive },
  delay: { ticket: positive },
  reopen: { ticket: positive, place },
  openWindow: { window: positive },
  closeWindow: { window: positive },
  releaseWindow: { window: positive },
  pause: { window: positive, reason: key },
  unpause: { window: positive },
  call: { window: positive, ticket: (value) => value === null || positive(value) },
  recall: atWindow,
  noShow: atWindow,
  begin: atWindow,
  finish: { ...atWindow, outcome: oneOf('done', 'consulted') },
  park: atWindow,
  resume: atWindow,
  transfer: { ...atWindow, queue: key, place },
  addItem: { ...atWindow, item: key },
  undo: atWindow,
  printed: { ticket: positive, document: key },
  closeQueue: { queue: key },
  openQueue: { queue: key },
  callHelp: { from: oneOf('kiosk', 'window', 'phone'), window: optional(positive), ticket: optional(positive) },
  answerHelp: { call: positive },
};

/** A command as it came over a wire, or `bad-request` naming the first field that is off. */
export function readCommand(kind: unknown, body: unknown): Result<Command, 'bad-request'> {
  if (typeof kind !== 'string' || !isCommandKind(kind)) return refused('bad-request', { field: 'kind' });
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refused('bad-request', { field: 'body' });
  const values = body as Record<string, unknown>;
  if (typeof values['day'] !== 'string' || !isHallDate(values['day'])) return refused('bad-request', { field: 'day' });
  const shape = shapes[kind];
  for (const [field, check] of Object.entries(shape)) {
    if (!check(values[field])) return refused('bad-request', { field });
  }
  for (const field of Object.keys(values)) {
    if (field !== 'day' && !Object.hasOwn(shape, field)) return refused('bad-request', { field });
  }
  return accepted({ kind, body: values } as unknown as Command);
}
