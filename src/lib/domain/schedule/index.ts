export * from './bookable-items.ts';
export * from './indicators.ts';
export * from './slots.ts';
export { decideSchedule, type ScheduleCommand } from './decide-schedule.ts';
