import { mayAct, roomActors, type HallState, type Matter, type Role } from '#lib/domain/index.ts';

/** What the ledger says of a dossier. A dossier that no entry of the day names is over. */
export function isNamed(state: HallState, dossier: string): boolean {
  return state.mattersByDossier.has(dossier) || state.bookingsByDossier.has(dossier);
}

export function matterOf(state: HallState, dossier: string): Matter | undefined {
  const id = state.mattersByDossier.get(dossier);
  return id === undefined ? undefined : state.matters.get(id);
}

/** A dossier and who wants to read it. A reviewer reads what their own department has a part of. */
export function mayRead(
  state: HallState,
  dossier: string,
  visitor: { roles: readonly Role[]; department: string | null },
): boolean {
  const allowed = roomActors['dossier'] ?? [];
  const others = allowed.filter((actor) => actor !== 'reviewer');
  if (mayAct(visitor.roles, others)) return true;
  if (!mayAct(visitor.roles, allowed)) return false;
  const parts = matterOf(state, dossier)?.parts ?? [];
  return parts.some((part) => part.department === visitor.department);
}
