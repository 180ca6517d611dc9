import { SvelteMap } from 'svelte/reactivity';
import * as Y from 'yjs';
import { contentOf, mapRoots, pathOfRoot, textRoot, type DossierContent, type MapRoot } from '#lib/domain/index.ts';

type Changed = Y.Transaction['changed'];
type SharedType = Changed extends Map<infer Type, unknown> ? Type : never;

/**
 * A dossier's document as screens read it: one reactive entry for each text, choice and mark, so that
 * a key in one field of eighty wakes that field alone.
 */
export class DossierMirror {
  readonly doc: Y.Doc;
  readonly texts = new SvelteMap<string, string>();
  readonly #maps: Record<MapRoot, SvelteMap<string, unknown>> = {
    c: new SvelteMap(),
    r: new SvelteMap(),
    m: new SvelteMap(),
    s: new SvelteMap(),
    i: new SvelteMap(),
  };

  /** `changed`: after everything that one transaction did is mirrored. */
  constructor(doc: Y.Doc, changed: () => void) {
    this.doc = doc;
    for (const root of Object.values(mapRoots)) doc.getMap(root);
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.changed.size === 0) return;
      for (const [type, keys] of transaction.changed) this.#follow(type, keys);
      changed();
    });
  }

  entry(root: MapRoot, key: string): unknown {
    return this.#maps[root].get(key);
  }

  entries(root: MapRoot): Iterable<[string, unknown]> {
    return this.#maps[root].entries();
  }

  text(path: string): Y.Text {
    return this.doc.getText(textRoot(path));
  }

  map(root: MapRoot): Y.Map<unknown> {
    return this.doc.getMap(root);
  }

  content(): DossierContent {
    const texts: [path: string, text: string][] = [];
    for (const root of [...this.doc.share.keys()]) {
      const path = pathOfRoot(root);
      if (path !== null) texts.push([path, this.doc.getText(root).toJSON()]);
    }
    return contentOf({
      texts,
      choices: this.map(mapRoots.choices).entries(),
      rows: this.map(mapRoots.rows).entries(),
      materials: this.map(mapRoots.materials).entries(),
      signatures: this.map(mapRoots.signatures).entries(),
      marks: this.map(mapRoots.marks).entries(),
    });
  }

  #follow(type: SharedType, keys: ReadonlySet<string | null>): void {
    if (type._item !== null) return;
    const root = Y.findRootTypeKey(type);
    const map = (this.#maps as Record<string, SvelteMap<string, unknown> | undefined>)[root];
    if (map) {
      for (const key of keys) if (key !== null) put(map, key, this.doc.getMap(root).get(key));
      return;
    }
    const path = pathOfRoot(root);
    // A text that came from elsewhere becomes one here by being asked for.
    if (path !== null) put(this.texts, path, this.doc.getText(root).toJSON() || undefined);
  }
}

function put<Value>(map: SvelteMap<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
