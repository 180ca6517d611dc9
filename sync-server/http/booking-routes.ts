import { randomBytes } from 'node:crypto';
import {
  appointmentRate,
  askedMaterials,
  bookableDays,
  checkName,
  checkPhone,
  chosenItems,
  codesOf,
  emptyContent,
  entryOf,
  extendedGaps,
  formOf,
  holidayDays,
  isBookable,
  isWorkingDay,
  materialRules,
  refused,
  accepted,
  slotsOf,
  type CommandBodies,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import { calendarFile } from '../hall/calendar-file.ts';
import type { Hall } from '../hall/hall.ts';
import { applicantAuthor, type OwnCommands } from '../hall/own-commands.ts';
import { shortCodeOf, tokenHash, type Receipts } from '../hall/receipts.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import { Ration } from './ration.ts';
import { answerDecision, type ReceiptAccess } from './receipt-access.ts';
import { json, readObject, refuse, text } from './reply.ts';
import type { Exchange, Route } from './router.ts';

/** Offers are looked at often, bookings are made seldom: many people may share an address. */
const LOOKS = { each: { most: 60, perSecond: 1 }, all: { most: 600, perSecond: 30 } };
const BOOKINGS = { each: { most: 10, perSecond: 0.05 }, all: { most: 200, perSecond: 2 } };
const NOTE = 200;

/** Booking from outside: what is offered, a booking with its dossier, and what its holder may change. */
export function bookingRoutes(
  hall: Hall,
  receipts: Receipts,
  access: ReceiptAccess,
  phone: OwnCommands,
  dossiers: Dossiers,
): Route[] {
  const wall = (): number => hall.clock.wall();
  const looks = new Ration(LOOKS.each, LOOKS.all, wall);
  const bookings = new Ration(BOOKINGS.each, BOOKINGS.all, wall);

  const book = async ({ request, response, address }: Exchange): Promise<void> => {
    if (!bookings.take(address)) return refuse(response, 'too-many-requests');
    const body = await readObject(request, 8 * 1024);
    if (!body) return refuse(response, 'bad-request', { field: 'body' });
    const person = personOf(body);
    if (!person.ok) return refuse(response, person.code, person.data);
    const token = randomBytes(16).toString('base64url');
    const dossier = randomBytes(16).toString('base64url');
    const wish = wishOf(hall, body, { dossier, tokenHash: tokenHash(token) });
    // What was asked for, as a holiday service may become an ordinary booking: the voucher says so.
    const asked = wish.kind === 'book' ? 'ordinary' : wish.body.service;
    const { changes, dossier: content } = dossiers.found(dossier, { texts: person.value, marks: { token, asked } });
    const extra = { dossier: content, changes };
    const decision =
      wish.kind === 'book'
        ? await phone.submit('book', wish.body, applicantAuthor, extra)
        : await phone.submit('askService', wish.body, applicantAuthor, extra);
    if (!decision) return refuse(response, 'not-saved-at-hall');
    if (!decision.ok) return refuse(response, decision.code, decision.data);
    const found = await receipts.byHash(tokenHash(token));
    if (!found.ok) return refuse(response, found.code);
    json(response, 200, {
      token,
      shortCode: shortCodeOf(tokenHash(token)),
      asked,
      receipt: await receipts.view(found.value),
    });
  };

  /** The booking of a receipt; null: it was refused. */
  const bookingOf = async (exchange: Exchange): Promise<string | null> => {
    const visit = await access.find(exchange);
    if (visit && !visit.booking) refuse(exchange.response, 'booking-unknown');
    return visit?.booking?.dossier ?? null;
  };

  return [
    [
      'GET',
      '/api/bookings/offers',
      ({ request, response, address }) => {
        if (!looks.take(address)) return refuse(response, 'too-many-requests');
        const code = new URL(request.url ?? '', 'http://hall').searchParams.get('code');
        if (code !== null && !entryOf(hall.setup, code)) return refuse(response, 'item-unknown', { code });
        json(response, 200, offersOf(hall, code));
      },
    ],
    ['POST', '/api/bookings', book],
    [
      'POST',
      '/api/receipts/:key/booking/move',
      async (exchange) => {
        const dossier = await bookingOf(exchange);
        if (dossier === null) return;
        const body = (await readObject(exchange.request, 1024)) ?? {};
        // Who asks is the applicant: this is the consent.
        const move = { dossier, date: text(body, 'date'), at: minuteOf(body, 'at'), consent: true };
        answerDecision(exchange, await phone.submit('moveBooking', move, applicantAuthor));
      },
    ],
    [
      'POST',
      '/api/receipts/:key/booking/cancel',
      async (exchange) => {
        const dossier = await bookingOf(exchange);
        if (dossier === null) return;
        answerDecision(exchange, await phone.submit('cancelBooking', { dossier, consent: true }, applicantAuthor));
      },
    ],
    [
      'GET',
      '/api/receipts/:key/booking.ics',
      async (exchange) => {
        const visit = await access.find(exchange);
        if (!visit) return;
        const { booking, ...view } = await receipts.view(visit);
        if (!booking) return refuse(exchange.response, 'booking-unknown');
        const language = new URL(exchange.request.url ?? '', 'http://hall').searchParams.get('lang');
        exchange.response.writeHead(200, {
          'content-type': 'text/calendar; charset=utf-8',
          'content-disposition': 'attachment; filename="booking.ics"',
          'cache-control': 'no-store',
        });
        exchange.response.end(calendarFile(view, booking, language === 'en' ? 'en' : 'zh-CN'));
      },
    ],
  ];
}

type Named = Pick<CommandBodies['book'], 'dossier' | 'tokenHash'>;
type Wish =
  | { kind: 'book'; body: Omit<CommandBodies['book'], 'day'> }
  | { kind: 'askService'; body: Omit<CommandBodies['askService'], 'day'> };

/** As it was asked; its shape is checked by the command itself. */
function wishOf(hall: Hall, body: Record<string, unknown>, named: Named): Wish {
  const { setup } = hall;
  const code = text(body, 'code');
  const date = text(body, 'date');
  const at = minuteOf(body, 'at');
  const service = text(body, 'service');
  if (service !== 'holiday' && service !== 'extended') return { kind: 'book', body: { code, date, at, ...named } };
  const until = body['until'] === undefined ? at + setup.booking.slotMinutes : minuteOf(body, 'until');
  const reason = text(body, 'reason') === 'urgent' ? 'urgent' : 'special';
  return { kind: 'askService', body: { service, code, date, at, until, window: 0, reason, ...named } };
}

function personOf(body: Record<string, unknown>): Result<Record<string, string>, RefusalCode> {
  const name = checkName(text(body, 'name'));
  if (!name.ok) return name;
  const phone = checkPhone(text(body, 'phone'));
  if (!phone.ok) return refused('phone-invalid');
  const note = text(body, 'note').normalize('NFC').trim();
  if ([...note].length > NOTE || /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(note)) {
    return refused('bad-request', { field: 'note' });
  }
  return accepted({
    'booking.name': name.value,
    'booking.phone': phone.value,
    ...(note === '' ? {} : { note }),
  });
}

/** −1 for what is no number: refused as a minute. */
function minuteOf(body: Record<string, unknown>, field: string): number {
  const value = body[field];
  return typeof value === 'number' ? value : -1;
}

function offersOf(hall: Hall, code: string | null): Record<string, unknown> {
  const { state, setup } = hall.engine;
  const { bookable, of } = appointmentRate(setup);
  const packages = new Set(setup.catalogue.packages.map((entry) => entry.code));
  return {
    hall: setup.hall.name,
    hallEn: setup.hall.nameEn,
    practice: hall.isPractice,
    now: hall.clock.now(),
    utcOffsetMinutes: setup.hall.utcOffsetMinutes,
    today: state.day,
    items: codesOf(setup)
      .filter((one) => isBookable(setup, one))
      .map((one) => {
        const entry = entryOf(setup, one);
        return {
          code: one,
          name: entry?.name ?? one,
          nameEn: entry?.nameEn ?? entry?.name ?? one,
          isPackage: packages.has(one),
        };
      }),
    bookable,
    of,
    events: setup.lifeEvents.map(({ icon, name, nameEn, hint, hintEn, choices }) => ({
      icon,
      name,
      nameEn,
      hint,
      hintEn,
      choices: choices.filter((choice) => isBookable(setup, choice)),
    })),
    bring: code === null ? [] : bringOf(setup, code),
    days:
      code === null
        ? []
        : bookableDays(setup, state.day, code).map((date) => ({
            date,
            slots: slotsOf(state, setup, date, code)
              .filter((slot) => slot.capacity > 0)
              .map(({ at, until, free }) => ({ at, until, free })),
          })),
    holidays: holidayDays(setup, state.day),
    holidayHours: setup.booking.holidayHours,
    slotMinutes: setup.booking.slotMinutes,
    changeBeforeMinutes: setup.booking.changeBeforeMinutes,
    extended: isWorkingDay(setup.calendar, state.day)
      ? { date: state.day, gaps: extendedGaps(setup, state.day), most: setup.booking.extendedMost }
      : null,
  };
}

/** What an item asks for while nothing has been filled in: names and pieces, as on document 2. */
function bringOf(setup: Setup, code: string): { name: string; nameEn: string; form: string; copies: number }[] {
  const form = formOf(setup, code);
  if (!form) return [];
  const content = emptyContent();
  return askedMaterials(materialRules(setup, code, content, chosenItems(form, content)))
    .filter((rule) => rule.required)
    .map(({ name, nameEn, form: shape, copies }) => ({ name, nameEn, form: shape, copies }));
}
