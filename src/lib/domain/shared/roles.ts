/** Named roles of a hall (rules.md §1). One person may have several. */
export const roles = ['administrator', 'supervisor', 'chief', 'guide', 'clerk', 'reviewer', 'pickup'] as const;

export type Role = (typeof roles)[number];
