import * as Y from 'yjs';

/** What a room edited together may hold. A schema sees plain values; Yjs is looked through here. */
export interface RoomSchema {
  /** Map roots, defined when the room opens so that no client can claim them under another type. */
  maps: readonly string[];
  isTextRoot(root: string): boolean;
  isEntry(root: string, key: string, value: unknown): boolean;
  /** Largest encoded state, bytes. */
  largest: number;
}

export function newDoc(schema: RoomSchema): Y.Doc {
  const doc = new Y.Doc();
  for (const root of schema.maps) doc.getMap(root);
  return doc;
}

/** Whether what one transaction changed is still as the schema wants it. Looks at nothing else. */
export function fits(schema: RoomSchema, transaction: Y.Transaction): boolean {
  for (const [type, keys] of transaction.changed) {
    // A type inside another one: nothing here nests.
    if (type._item !== null) return false;
    const root = Y.findRootTypeKey(type);
    if (schema.maps.includes(root)) {
      if (type._start !== null) return false;
      for (const key of keys) {
        const item = key === null ? undefined : type._map.get(key);
        if (item && !item.deleted && !isPlainEntry(schema, root, key ?? '', item)) return false;
      }
    } else if (!schema.isTextRoot(root) || !isPlainText(type)) return false;
  }
  return true;
}

function isPlainEntry(schema: RoomSchema, root: string, key: string, item: Y.Item): boolean {
  const { content } = item;
  const isJson = content instanceof Y.ContentAny || content instanceof Y.ContentJSON;
  if (!isJson || content.getLength() !== 1) return false;
  return schema.isEntry(root, key, content.getContent()[0]);
}

/** Characters alone: no map entries, no formats, no embedded things. */
function isPlainText(type: Transactions): boolean {
  if (type._map.size > 0) return false;
  for (let item = type._start; item !== null; item = item.right) {
    if (!item.deleted && !(item.content instanceof Y.ContentString)) return false;
  }
  return true;
}

type Transactions = Y.Transaction['changed'] extends Map<infer Type, unknown> ? Type : never;
