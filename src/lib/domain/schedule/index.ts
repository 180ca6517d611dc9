export { decideSchedule, type ScheduleCommand } from './decide-schedule.ts';
