import { auditKinds, type AuditKind } from '#lib/domain/index.ts';
import { readEnvelope, type CommandDecision } from '../hall/envelope.ts';
import type { Audit } from '../oversight/audit.ts';
import type { Quarantine } from '../oversight/quarantine.ts';
import type { Device } from '../identity/devices.ts';
import { Ration } from './ration.ts';
import { answer, json, readObject, refuse } from './reply.ts';
import { personOf, type Exchange, type Route } from './router.ts';

/** Entries of the audit in one answer. */
const PAGE = 50;
/** Rows in one request, and its bytes: an outbox of a long cut comes in several. */
const MOST_ROWS = 50;
const LARGEST = 256 * 1024;
/** A revoked device hands in what it has and is done. */
const EACH = { most: 30, perSecond: 0.2 };
const ALL = { most: 120, perSecond: 2 };

/** What the hall notes beside the ledger, and facts that came too late. */
export function oversightRoutes(audit: Audit, quarantine: Quarantine, wall: () => number): Route[] {
  const handIns = new Ration(EACH, ALL, wall);

  /** One row of a revoked device, answered as frame 101 would. */
  const decide = async (text: string, device: Device): Promise<CommandDecision | null> => {
    const read = readEnvelope(text);
    if (!read.ok) return { id: '', ok: false, code: read.code };
    const envelope = read.value;
    const { id, staff } = envelope;
    const isOwn = envelope.incarnation === device.incarnation;
    if (!isOwn) return { id, ok: false, code: 'device-not-yours' };
    if (envelope.class !== 'fact') return { id, ok: false, code: 'expired' };
    const isKnown = staff === null ? device.surfaces.includes('kiosk') : device.staff.includes(staff);
    if (!isKnown) return { id, ok: false, code: 'role-may-not' };
    return quarantine.take(envelope, device, 'device-revoked');
  };

  const handIn = async ({ request, response, device }: Exchange): Promise<void> => {
    if (!device || !handIns.take(device.incarnation)) return refuse(response, 'too-many-requests');
    const body = await readObject(request, LARGEST);
    const rows = body?.['rows'];
    if (!Array.isArray(rows) || rows.length > MOST_ROWS || !rows.every((row) => typeof row === 'string'))
      return refuse(response, 'bad-request', { field: 'rows' });
    const decisions: CommandDecision[] = [];
    for (const row of rows) {
      const decision = await decide(row, device);
      // In its order, and nothing behind what could not be kept.
      if (!decision) return refuse(response, 'not-saved-at-hall');
      decisions.push(decision);
    }
    json(response, 200, { decisions });
  };

  return [
    [
      'GET',
      '/api/audit',
      ({ request, response }) => {
        const asked = new URL(request.url ?? '', 'http://hall').searchParams;
        const what = asked.get('what') ?? '';
        const before = Number(asked.get('before') ?? Infinity);
        if ((what !== '' && !isKind(what)) || Number.isNaN(before)) return refuse(response, 'bad-request');
        json(response, 200, { entries: audit.list({ what: isKind(what) ? what : null, before, most: PAGE }) });
      },
    ],
    ['POST', '/api/quarantine', handIn],
    ['GET', '/api/quarantine', ({ response }) => json(response, 200, { facts: quarantine.list() })],
    [
      'POST',
      '/api/quarantine/:id/settle',
      async (exchange) => {
        const { account } = personOf(exchange);
        answer(exchange.response, await quarantine.settle(exchange.params['id'] ?? '', account));
      },
    ],
  ];
}

function isKind(text: string): text is AuditKind {
  return (auditKinds as readonly string[]).includes(text);
}
