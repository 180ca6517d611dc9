import type * as Y from 'yjs';
import { contentOf, entryFault, mapRoots, pathOfRoot, type DossierContent } from '#lib/domain/index.ts';
import type { RoomSchema } from './room-schema.ts';

/** A dossier: one text root for each field, and maps for everything that is chosen or marked. */
export const dossierSchema: RoomSchema = {
  maps: Object.values(mapRoots),
  isTextRoot: (root) => pathOfRoot(root) !== null,
  isEntry: (root, key, value) => entryFault(root, key, value) === null,
  largest: 512 * 1024,
};

/** The plain content of a dossier's document. */
export function readContent(doc: Y.Doc): DossierContent {
  const texts: [path: string, text: string][] = [];
  for (const root of [...doc.share.keys()]) {
    const path = pathOfRoot(root);
    if (path !== null) texts.push([path, doc.getText(root).toJSON()]);
  }
  return contentOf({
    texts,
    choices: doc.getMap(mapRoots.choices).entries(),
    rows: doc.getMap(mapRoots.rows).entries(),
    materials: doc.getMap(mapRoots.materials).entries(),
    signatures: doc.getMap(mapRoots.signatures).entries(),
    marks: doc.getMap(mapRoots.marks).entries(),
  });
}
