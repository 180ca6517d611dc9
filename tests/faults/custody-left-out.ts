import {
  qualifiedGrant,
  type CommandKind,
  type DecideContext,
  type Decision,
  type HallState,
} from '#lib/domain/index.ts';
import type { ModelRoom } from './custody-messages.ts';
import type { Broken } from './custody-setup.ts';

/** What the relay decides where a rule is left out. */
export function decidedWithout(
  broken: Broken,
  kind: CommandKind,
  decision: Decision,
  context: DecideContext,
): Decision {
  if (!decision.ok) return decision;
  const { value } = decision;
  switch (broken) {
    case '9-relay-holds-own-rounds':
      if (kind !== 'noShow') return decision;
      return {
        ok: true,
        value: value.map((event) => (event.kind === 'waiting' ? { ...event, holder: 0, grant: context.grant } : event)),
      };
    case '11-refuses-late-facts':
      return kind === 'callAlone' && value.some((event) => event.kind === 'conflict')
        ? { ok: false, code: 'ticket-not-waiting' }
        : decision;
    case '11-queues-again':
      // What was freed waits again, whoever is calling it.
      return kind === 'callAlone' && value.some((event) => event.kind === 'called' && event.how === 'freed')
        ? { ok: true, value: [] }
        : decision;
    case '12-release-not-recorded':
      return kind === 'forceRelease' ? { ok: true, value: [] } : decision;
    default:
      return decision;
  }
}

/** Whose word is believed, for which rights, where rule 6 is left out; null: it is not. */
export function believedWithout(
  broken: Broken,
  gave: readonly string[],
  state: HallState,
  room: ModelRoom,
): readonly string[] | null {
  if (broken === '6-gave-from-anybody') return gave;
  if (broken !== '6-gave-for-any-right') return null;
  // Whoever gave a number up, by whatever right, is believed for the right that is out now.
  const meant = new Set(gave.map((grant) => ticketOnceNamed(room, grant)));
  const out = [...state.tickets.values()].filter(({ id, holder }) => holder !== 0 && meant.has(id));
  return [...gave, ...out.map((ticket) => qualifiedGrant(state, ticket))];
}

/** The ticket that a right was ever for. */
function ticketOnceNamed(room: ModelRoom, grant: string): number {
  const named = /\/0\.\d+\.(\d+)$/.exec(grant);
  if (named) return Number(named[1]);
  for (const { events } of room.entries) {
    for (const event of events) {
      if (event.kind === 'waiting' && (grant === event.grant || grant.endsWith(`/${event.grant}`))) return event.ticket;
    }
  }
  return 0;
}
