import type * as Y from 'yjs';
import { below, oneOf, type Random } from './peers.ts';

const paths = ['note', 'company.name', 'applicant.address'];
const materials = ['id-card', 'poa', 'lease'];
const letters = ['a', 'bc', '云', '杉 ', '𠮷', '\n', 'é'];
const accounts = ['0317', '0318', '0110'];

/** What clerks do in a dossier, in random places: texts, choices, rows and their fields, papers, signatures, marks. */
export function editDossier(doc: Y.Doc, random: Random): void {
  const by = oneOf(random, accounts);
  const at = below(random, 1_000_000);
  const rows = doc.getMap<number>('r');
  const kind = random();
  if (kind < 0.5) typeInto(doc.getText(`t/${oneOf(random, [...paths, ...rowPaths(rows)])}`), random);
  else if (kind < 0.65)
    doc.getMap('c').set(oneOf(random, ['agent.present', 'item:A1', 'pay']), [random() < 0.5, by, at]);
  else if (kind < 0.72) rows.set(`shareholders/${newRow(random)}`, below(random, 5));
  else if (kind < 0.78) removeRow(doc, rows, random);
  else if (kind < 0.9) {
    const way = oneOf(random, ['received', 'checked', 'missing']);
    doc.getMap('m').set(oneOf(random, materials), { way, copies: 1, pages: null, evidence: '', by, at });
  } else if (kind < 0.95) doc.getMap('s').set('applicant', { strokes: [[0, 0, random(), 1]], aspect: 2, by, at });
  else if (random() < 0.5) doc.getMap('i').set('pickup', { relation: oneOf(random, ['self', 'agent']) });
  else doc.getMap('i').delete('pickup');
}

/** What two administrators draft at once. */
export function editDraft(doc: Y.Doc, random: Random): void {
  const draft = doc.getMap('d');
  const path = oneOf(random, ['policy.calls', 'policy.callGapSeconds', 'windows.3.queues', 'hours', 'hall.phone']);
  if (random() < 0.2) draft.delete(path);
  else draft.set(path, oneOf<unknown>(random, [below(random, 9), ['A', 'B'], [[540, 720]], '0571-0000', null]));
}

function typeInto(text: Y.Text, random: Random): void {
  const place = below(random, text.length + 1);
  const removes = Math.min(below(random, 4), text.length - place);
  if (random() < 0.35 && removes > 0) text.delete(place, removes);
  else text.insert(place, oneOf(random, letters));
}

function rowPaths(rows: Y.Map<number>): string[] {
  return [...rows.keys()].map((key) => `${key}/name`);
}

function newRow(random: Random): string {
  return `r${below(random, 1_000_000).toString(36).padStart(5, '0')}`;
}

/** As the form does: a removed row takes its fields along. */
function removeRow(doc: Y.Doc, rows: Y.Map<number>, random: Random): void {
  const keys = [...rows.keys()];
  if (keys.length === 0) return;
  const key = oneOf(random, keys);
  doc.transact(() => {
    rows.delete(key);
    const name = doc.getText(`t/${key}/name`);
    name.delete(0, name.length);
  });
}
