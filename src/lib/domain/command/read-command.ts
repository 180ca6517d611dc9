import { accepted, isHallDate, refused, type Result } from '../shared/index.ts';
import { isCommandKind, type Command, type CommandKind } from './command.ts';

type Check = (value: unknown) => boolean;

const positive: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
/** What serves as a name of something, in maps too: `__proto__` names nothing there. */
const key: Check = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value) && value !== '__proto__';
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

/** 16 bytes, base64url: a dossier's random id, or half of a hash. */
const id128: Check = (value) => typeof value === 'string' && /^[\w-]{22}$/.test(value);
const minutes: Check = (value) => Number.isSafeInteger(value) && Math.abs(value as number) < 1_000_000_000;
const minuteOfDay: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1440;
const date: Check = (value) => typeof value === 'string' && isHallDate(value);
const pieces: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 9999;
const keys =
  (most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(key) && new Set(value).size === value.length;
const flag = oneOf(true, false);
const account: Check = (value) => typeof value === 'string' && /^[\w-]{1,32}$/.test(value);
const piecesOfSlots: Check = (value) =>
  Array.isArray(value) &&
  value.length <= 20 &&
  value.every((row) => Array.isArray(row) && row.length === 2 && key(row[0]) && pieces(row[1]));
/** `<epoch>/<day>/<device>.<n>`, `…/0.<seq>.<ticket>`, or `<incarnation>/<day>/<n>` of a round that a device made. */
const grant: Check = (value) => typeof value === 'string' && /^[\w-]{1,40}\/\d{4}-\d\d-\d\d\/[\d.]{1,30}$/.test(value);
const shelf: Check = (value) => typeof value === 'string' && /^([A-Z]-\d{2,3})?$/.test(value);

const shapes: Record<CommandKind, Record<string, Check>> = {
  take: {
    code: key,
    care: oneOf(true, false),
    // 16 bytes, base64url: the first half of the token's SHA-256.
    tokenHash: (value) => typeof value === 'string' && /^[\w-]{22}$/.test(value),
    channel: oneOf('kiosk', 'staff'),
    priority: optional(priority),
  },
  takeAlone: {
    code: key,
    care: oneOf(true, false),
    tokenHash: id128,
    letter: (value) => typeof value === 'string' && /^[A-Z]{2,4}$/.test(value),
    number: (value) => positive(value) && (value as number) <= 9999,
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
  relieve: { window: positive },
  callAlone: { ...atWindow, round: positive, grant },
  giveBack: { grants: (value) => Array.isArray(value) && value.length <= 1000 && value.every(grant) },
  forceRelease: { device: (value) => typeof value === 'string' && /^[\w-]{16,32}$/.test(value) },
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
  openMatter: {
    window: positive,
    ticket: (value) => value === 0 || positive(value),
    code: key,
    dossier: id128,
    tokenHash: id128,
  },
  receive: { dossier: id128, no: (value) => typeof value === 'string' && /^\d{23}$/.test(value), items: keys(40) },
  askSupplement: { dossier: id128, until: minutes, override: optional(flag) },
  supplied: { dossier: id128 },
  accept: {
    dossier: id128,
    hash: id128,
    window: positive,
    pickupCode: (value) => typeof value === 'string' && /^\d{6}$/.test(value),
  },
  acceptAlone: {
    dossier: id128,
    hash: id128,
    window: positive,
    pickupCode: (value) => typeof value === 'string' && /^\d{6}$/.test(value),
    provisional: (value) => typeof value === 'string' && /^\d{3}-\d{3,4}$/.test(value),
  },
  notAccept: { dossier: id128, hash: id128, reason: oneOf('not-needed', 'not-authority', 'other') },
  decidePart: {
    dossier: id128,
    item: key,
    outcome: oneOf('granted', 'refused'),
    at: minutes,
    hash: id128,
    pieces: piecesOfSlots,
  },
  deliver: { dossier: id128, slot: key, pieces },
  madeGood: { dossier: id128, material: key },
  confirmDelivery: { dossier: id128, slot: key, shelf, condition: oneOf('good', 'damaged') },
  returnDelivery: { dossier: id128, slot: key, reason: key },
  chase: { dossier: id128, slot: key },
  waiveSlot: { dossier: id128, slot: key },
  takeCustody: { dossier: id128 },
  releaseCustody: { dossier: id128 },
  handOver: {
    dossier: id128,
    by: oneOf('self', 'agent'),
    slots: optional(keys(64)),
    grant: optional(grant),
    reason: optional(key),
    witness: optional(account),
  },
  renewToken: { dossier: id128, tokenHash: id128 },
  printedPaper: { dossier: id128, document: key },
  rate: {
    visit: id128,
    item: key,
    window: positive,
    level: oneOf(1, 2, 3, 4, 5),
    aspects: keys(12),
    source: oneOf('phone', 'screen', 'paper'),
  },
  book: { code: key, date, at: minuteOfDay, dossier: id128, tokenHash: id128 },
  bookAlone: { code: key, date, at: minuteOfDay, dossier: id128, tokenHash: id128 },
  askService: {
    service: oneOf('holiday', 'extended'),
    code: key,
    date,
    at: minuteOfDay,
    until: minuteOfDay,
    window: (value) => value === 0 || positive(value),
    reason: oneOf('special', 'urgent'),
    dossier: id128,
    tokenHash: id128,
  },
  moveBooking: { dossier: id128, date, at: minuteOfDay, consent: flag },
  cancelBooking: { dossier: id128, consent: optional(flag) },
  checkIn: { dossier: id128, care: flag },
  confirmService: { dossier: id128, account },
  escalateService: { dossier: id128 },
  assignService: { dossier: id128, account },
  chaseService: { dossier: id128 },
  startService: { dossier: id128 },
  endService: { dossier: id128 },
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
