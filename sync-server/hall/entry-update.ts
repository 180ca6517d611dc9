import * as encoding from 'lib0/encoding';

/** Yjs's number for content of plain JSON-like values; the flag of a struct that says its key in the map. */
const CONTENT_ANY = 8;
const HAS_KEY = 0x20;

/**
 * The Yjs update (format 1) that sets new keys of a root map: what a Y.Doc of `client` would emit for it in one
 * transaction, without keeping such a document beside the live one. Keys must never have been set before: an item
 * then stands alone, without neighbours. `clock`: how many items this client has written before.
 */
export function encodeEntries(
  client: number,
  clock: number,
  root: string,
  entries: readonly (readonly [key: string, value: unknown])[],
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, entries.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const [key, value] of entries) {
      encoding.writeUint8(encoder, CONTENT_ANY | HAS_KEY);
      // The parent is a root type, by name.
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, root);
      encoding.writeVarString(encoder, key);
      encoding.writeVarUint(encoder, 1);
      encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1]);
    }
    // Nothing is deleted.
    encoding.writeVarUint(encoder, 0);
  });
}
