import * as v from 'valibot';
import { accepted, refused, type Result } from '#lib/domain/index.ts';
import { formSchema, label } from './form-schema.ts';

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const date = v.pipe(v.string(), v.isoDate());
const named = { id, name, nameEn: name };
const limit = v.nullable(
  v.looseObject({ value: v.number(), unit: v.picklist(['working_day', 'calendar_day', 'working_minute']) }),
);

/** The shape of a setup as it is imported; what its parts mean to each other is `checkSetup`'s. */
const setupSchema = v.object({
  hall: v.object({
    id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,24}$/)),
    name,
    nameEn: name,
    utcOffsetMinutes: v.pipe(v.number(), v.integer(), v.minValue(-720), v.maxValue(840)),
    phone: v.string(),
    supervisionPhone: v.string(),
    hotline: v.string(),
  }),
  hours: v.array(v.tuple([minute, minute])),
  ticketsOpenBefore: minute,
  calendar: v.object({
    years: v.record(v.pipe(v.string(), v.regex(/^\d{4}$/)), v.object({ off: v.array(date), work: v.array(date) })),
  }),
  areas: v.array(v.object({ ...named, floor: name, floorEn: name })),
  queues: v.array(
    v.object({ ...named, letter: v.pipe(v.string(), v.regex(/^[A-Z]$/)), area: id, contingent: v.nullable(count) }),
  ),
  windowKinds: v.array(v.object({ ...named, short: name, shortEn: name })),
  windows: v.array(
    v.object({ no: v.pipe(count, v.minValue(1), v.maxValue(999)), kind: id, area: id, queues: v.array(id) }),
  ),
  departments: v.array(v.object(named)),
  catalogue: v.looseObject({
    materials: v.array(v.looseObject({ key: id, name })),
    items: v.array(
      v.looseObject({
        code: id,
        name,
        legalLimit: limit,
        promisedLimit: limit,
        materials: v.array(v.looseObject({ material: id, necessity: name })),
      }),
    ),
    packages: v.array(
      v.looseObject({
        code: id,
        name,
        items: v.array(id),
        mergedMaterials: v.array(id),
        steps: v.array(name),
        limits: v.looseObject({}),
      }),
    ),
  }),
  forms: v.optional(v.array(formSchema)),
  optionLists: v.optional(v.record(id, v.array(v.object({ value: id, ...label })))),
  routes: v.record(id, id),
  lifeEvents: v.array(v.object({ ...named, icon: id, hint: v.string(), hintEn: v.string(), choices: v.array(id) })),
  careLifeEvents: v.array(id),
  pauseReasons: v.array(v.object({ ...named, icon: id })),
  policy: v.object({
    calls: v.pipe(count, v.minValue(1), v.maxValue(10)),
    callGapSeconds: count,
    reentryBehind: count,
    reentryRun: v.pipe(count, v.minValue(1)),
    reentryGap: count,
    reentryRestSeconds: count,
    guaranteeAfter: count,
    undoSeconds: count,
    waitWarningMinutes: count,
    waitAlarmMinutes: count,
    keepOvernight: v.boolean(),
  }),
  // An older export says nothing of these: they are filled in (`completeSetup`).
  numbers: v.optional(
    v.object({
      region: v.pipe(v.string(), v.regex(/^\d{6}$/)),
      hall: v.pipe(v.string(), v.regex(/^\d{2}$/)),
      short: name,
    }),
  ),
  service: v.optional(
    v.object({
      tellWithinDays: v.pipe(count, v.minValue(1), v.maxValue(5)),
      separateDuties: v.boolean(),
      deliverWithinDays: v.pipe(count, v.minValue(1), v.maxValue(10)),
      keepDays: v.pipe(count, v.minValue(1)),
      yellowShare: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      provisionalAcceptance: v.optional(v.boolean()),
    }),
  ),
  booking: v.optional(
    v.object({
      slotMinutes: v.pipe(count, v.minValue(5), v.maxValue(240)),
      daysAhead: v.pipe(count, v.minValue(1), v.maxValue(60)),
      graceMinutes: minute,
      earlyMinutes: minute,
      changeBeforeMinutes: count,
      windows: v.array(count),
      stops: v.array(v.object({ window: count, date, from: minute, until: minute })),
      answerWithinMinutes: count,
      assignWithinMinutes: count,
      holidayHours: v.array(v.tuple([minute, minute])),
      extendedMost: minute,
    }),
  ),
  rating: v.optional(
    v.object({ aspects: v.array(v.object(named)), validDays: count, answerDays: v.pipe(count, v.minValue(1)) }),
  ),
  slots: v.optional(v.array(v.object({ ...named, icon: id }))),
  services: v.optional(
    v.array(v.object({ code: id, icon: id, name, nameEn: name, hint: v.string(), hintEn: v.string() })),
  ),
  shelf: v.optional(
    v.object({
      rows: v.array(v.pipe(v.string(), v.regex(/^[A-Z]$/))),
      places: v.pipe(count, v.minValue(1), v.maxValue(999)),
    }),
  ),
});

/** Refusal: setup-invalid naming every place that is off. */
export function readSetup(value: unknown): Result<unknown, 'setup-invalid'> {
  const read = v.safeParse(setupSchema, value);
  if (read.success) return accepted(read.output);
  return refused('setup-invalid', {
    faults: read.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', fault: 'out-of-range' })),
  });
}
