import { bookingsOn, midnightOf, namesOf, type Booking, type RefusalCode } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { OwnCommands } from '../hall/own-commands.ts';
import { hashOfCode, isShortCode, normaliseCode, tokenHash } from '../hall/receipts.ts';
import { ticketData } from '../hall/ticket-data.ts';
import type { Device } from '../identity/devices.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import { TokenBucket } from '../sockets/token-bucket.ts';
import { json, readObject, refuse, text } from './reply.ts';
import type { Route } from './router.ts';

const TOKEN = /^[\w-]{20,64}$/;
const PHONE_ENDING = /^\d{4,6}$/;
/** So many tries at once at one kiosk, then one in so many seconds: endings of phone numbers are short. */
const TRIES = 10;
const PER_SECOND = 0.2;

/**
 * Who has booked checks in at a kiosk by QR code, short code or the ending of the phone number, and gets a number: the
 * answer is what a slip prints, with the booking's own token, so that the same QR leads on. Asked again it is
 * `already-arrived` with the same figures.
 */
export function checkInRoutes(hall: Hall, desk: CommandDesk, dossiers: Dossiers): Route[] {
  /** By kiosk: its tries, and its commands, so that the ledger says which one it was. */
  const kiosks = new Map<string, { bucket: TokenBucket; commands: OwnCommands }>();
  const kioskOf = ({ incarnation }: Device): { bucket: TokenBucket; commands: OwnCommands } => {
    const known = kiosks.get(incarnation);
    if (known) return known;
    const fresh = {
      bucket: new TokenBucket(TRIES, PER_SECOND),
      commands: new OwnCommands(hall, desk, 'check-in'),
    };
    kiosks.set(incarnation, fresh);
    return fresh;
  };

  const slipOf = async (dossier: string): Promise<Record<string, unknown>> => {
    const { state, setup } = hall.engine;
    const booking = state.bookings.get(state.bookingsByDossier.get(dossier) ?? 0);
    const ticket = state.tickets.get(booking?.ticket ?? 0);
    if (!booking || !ticket) return {};
    const token = (await dossiers.content(dossier))?.content.marks['token'];
    const midnight = midnightOf(state.day, setup.hall.utcOffsetMinutes);
    return {
      ...ticketData(hall, ticket),
      ...namesOf(setup, booking.code),
      code: booking.code,
      token: typeof token === 'string' ? token : null,
      bookedFor: ticket.bookedFor === 0 ? null : midnight + ticket.bookedFor,
    };
  };

  return [
    [
      'POST',
      '/api/check-in',
      async ({ request, response, device }) => {
        if (!device) return refuse(response, 'device-not-paired');
        const { bucket, commands } = kioskOf(device);
        if (!bucket.take(hall.clock.wall())) return refuse(response, 'too-many-requests');
        const body = await readObject(request, 1024);
        if (!body) return refuse(response, 'bad-request', { field: 'body' });
        const booking = await bookingOf(hall, dossiers, text(body, 'key').trim());
        if (typeof booking === 'string') return refuse(response, booking);
        const { dossier } = booking;
        const decision = await commands.submit(
          'checkIn',
          { dossier, care: body['care'] === true },
          kioskAuthor(device),
        );
        if (!decision) return refuse(response, 'not-saved-at-hall');
        if (decision.ok) return json(response, 200, { ok: true, data: await slipOf(dossier) });
        const slip = decision.code === 'already-arrived' ? await slipOf(dossier) : {};
        refuse(response, decision.code, { ...decision.data, ...slip });
      },
    ],
  ];
}

function kioskAuthor(device: Device): Parameters<OwnCommands['submit']>[2] {
  return { surface: 'kiosk', label: device.label, account: null, roles: [] };
}

async function bookingOf(hall: Hall, dossiers: Dossiers, key: string): Promise<Booking | RefusalCode> {
  const { state } = hall.engine;
  if (PHONE_ENDING.test(key)) return byPhone(hall, dossiers, key);
  const byHash = (hash: string): Booking | undefined => state.bookings.get(state.bookingsByToken.get(hash) ?? 0);
  if (isShortCode(key)) {
    const hash = hashOfCode(state.bookingsByToken.keys(), normaliseCode(key));
    return (hash !== null && byHash(hash)) || 'booking-unknown';
  }
  return (TOKEN.test(key) && byHash(tokenHash(key))) || 'booking-unknown';
}

/** Of today's bookings; one that still waits for its applicant goes before those that came. */
async function byPhone(hall: Hall, dossiers: Dossiers, ending: string): Promise<Booking | RefusalCode> {
  const { state } = hall.engine;
  const today = bookingsOn(state, state.day).filter(({ phase }) => phase !== 'cancelled');
  const matching: Booking[] = [];
  for (const booking of today) {
    const phone = (await dossiers.content(booking.dossier))?.content.texts['booking.phone'] ?? '';
    if (phone.replace(/\D/g, '').endsWith(ending)) matching.push(booking);
  }
  const open = matching.filter(({ ticket }) => ticket === 0);
  const meant = open.length > 0 ? open : matching;
  if (meant.length > 1) return 'check-in-ambiguous';
  return meant[0] ?? 'booking-unknown';
}
