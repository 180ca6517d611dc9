export { roles, type Role } from '../shared/index.ts';
