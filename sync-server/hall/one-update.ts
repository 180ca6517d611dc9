import * as Y from 'yjs';

/**
 * One update that says what all of these say: applied to one document in one transaction. (Merging
 * updates instead takes time in the square of their number.) Throws when an update is none, or when
 * one that others rest on is lacking.
 */
export function oneUpdate(updates: readonly Uint8Array[]): Uint8Array {
  const doc = documentOf(updates);
  const bytes = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  // What will be read in the place of all of them is read once before it is kept.
  const again = documentOf([bytes]);
  if (!Buffer.from(bytes).equals(Y.encodeStateAsUpdate(again))) throw new Error('one update that reads otherwise');
  again.destroy();
  return bytes;
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  // Without collection of garbage: a ledger is never smaller than its history.
  const doc = new Y.Doc({ gc: false });
  doc.transact(() => {
    for (const update of updates) {
      Y.applyUpdate(doc, update);
      // At the first: each further one would be tried again with all that wait before it.
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
        throw new Error('an update that others rest on is lacking');
    }
  });
  return doc;
}
