export { decideIntake, deemedAcceptances, refusalTexts, type IntakeCommand } from './decide-intake.ts';
export { acceptanceFaults, type AcceptanceFaults } from './decide-accept.ts';
export { decideDepartment, type DepartmentCommand } from './decide-department.ts';
export { matterOf, matterConflict } from './find-matter.ts';
