import * as Y from 'yjs';

export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>;

/** An update's parts; null for bytes that are none. */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate | null {
  try {
    return Y.decodeUpdate(bytes);
  } catch {
    return null;
  }
}

export function isEmpty({ structs, ds }: DecodedUpdate): boolean {
  return structs.length === 0 && ds.clients.size === 0;
}

/**
 * Whether an update rests on something this document has not got: a gap in a client's clock, or a
 * reference beyond it. Such an update fires no event and shows nothing, but every later client would
 * carry it about (2,000 of them cost 2.6 s and 427 kB a client).
 */
export function isGapped({ structs, ds }: DecodedUpdate, doc: Y.Doc): boolean {
  const ends = new Map<number, number>();
  const endOf = (client: number): number => ends.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    const end = endOf(struct.id.client);
    if (struct instanceof Y.Skip || struct.id.clock > end) return true;
    ends.set(struct.id.client, Math.max(end, struct.id.clock + struct.length));
  }
  const isHere = (id: Y.ID | null): boolean => id === null || id.clock < endOf(id.client);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const parent: unknown = struct.parent;
    if (!isHere(struct.origin) || !isHere(struct.rightOrigin)) return true;
    if (parent instanceof Y.ID && !isHere(parent)) return true;
  }
  for (const [client, deletions] of ds.clients) {
    const end = endOf(client);
    if (deletions.some((deletion) => deletion.clock + deletion.len > end)) return true;
  }
  return false;
}

/**
 * Whether an update brings characters and plain values alone. Types inside types, formats, embedded things and
 * bytes have no place in any room of a hall, not even where an entry of somebody else is put over them at once.
 */
export function isPlain({ structs }: DecodedUpdate): boolean {
  return structs.every((struct) => {
    if (!(struct instanceof Y.Item)) return true;
    const { content } = struct;
    return (
      content instanceof Y.ContentString ||
      content instanceof Y.ContentAny ||
      content instanceof Y.ContentJSON ||
      content instanceof Y.ContentDeleted
    );
  });
}

/**
 * Whether an update says something else under clocks that are known here: two documents write under one client
 * id. Yjs takes what it knows already for said and drops it without a word; both would then show other things
 * for ever, with equal state vectors. A deletion has to be said as one: what only claims to have been deleted
 * would be so after the next reload, and not before.
 */
export function contradicts({ structs, ds }: DecodedUpdate, doc: Y.Doc): boolean {
  const isDeletion = (client: number, clock: number): boolean =>
    ds.clients.get(client)?.some((range) => range.clock <= clock && clock < range.clock + range.len) ?? false;
  for (const struct of structs) {
    const known = doc.store.clients.get(struct.id.client);
    const end = Math.min(struct.id.clock + struct.length, Y.getState(doc.store, struct.id.client));
    if (!known || struct.id.clock >= end) continue;
    for (let index = Y.findIndexSS(known, struct.id.clock); index < known.length; index += 1) {
      const here = known[index];
      if (!here || here.id.clock >= end) break;
      if (here instanceof Y.Item && saysOther(here, struct, end, isDeletion)) return true;
    }
  }
  return false;
}

/** A half of a character that somebody typed into has this in its place. */
const HALF = '\uFFFD';

/** Compares where the clocks of both overlap, up to `end`. What was deleted here meanwhile says nothing. */
function saysOther(
  here: Y.Item,
  there: Y.AbstractStruct,
  end: number,
  isDeletion: (client: number, clock: number) => boolean,
): boolean {
  if (here.deleted) return false;
  const mine = here.content.getContent();
  const its =
    there instanceof Y.Item && !(there.content instanceof Y.ContentDeleted) ? there.content.getContent() : null;
  const from = Math.max(here.id.clock, there.id.clock);
  const to = Math.min(here.id.clock + here.length, end);
  for (let clock = from; clock < to; clock += 1) {
    if (its === null) {
      if (!isDeletion(here.id.client, clock)) return true;
      continue;
    }
    const [one, other]: unknown[] = [mine[clock - here.id.clock], its[clock - there.id.clock]];
    if (one === HALF || other === HALF) continue;
    if (JSON.stringify(one) !== JSON.stringify(other)) return true;
  }
  return false;
}
