import * as v from 'valibot';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z][\w.-]{0,60}$/));
const code = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const text = v.pipe(v.string(), v.maxLength(500));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const figureOrPath = v.union([v.number(), key]);

export const label = { zh: v.pipe(text, v.minLength(1)), en: v.pipe(text, v.minLength(1)) };
const labels = v.record(v.string(), v.object(label));
const conditions = v.record(key, v.union([v.string(), v.boolean()]));

/** What the rules read of a field's checks has its type; everything else is kept as it came. */
const validation = v.looseObject({
  minChars: v.optional(count),
  maxChars: v.optional(count),
  pattern: v.optional(text),
  patternHint: v.optional(v.object(label)),
  min: v.optional(figureOrPath),
  max: v.optional(figureOrPath),
  exclusiveMin: v.optional(v.number()),
  decimals: v.optional(v.pipe(count, v.maxValue(6))),
  minItems: v.optional(count),
  maxItems: v.optional(count),
  lengthEquals: v.optional(key),
  sumEquals: v.optional(v.object({ field: key, of: figureOrPath, when: v.optional(text) })),
  unique: v.optional(key),
  when: v.optional(v.record(text, text)),
  exclusiveRoles: v.optional(
    v.object({
      field: key,
      person: key,
      groups: v.tuple([v.array(code), v.array(code)]),
      also: v.optional(v.array(key)),
    }),
  ),
  requiredWhen: v.optional(conditions),
  requiredBefore: v.optional(text),
  notBefore: v.optional(text),
  notAfter: v.optional(text),
  after: v.optional(text),
  maxYearsAhead: v.optional(count),
  warnWithinMonths: v.optional(count),
  check: v.optional(text),
  typeField: v.optional(text),
  order: v.optional(text),
});

const simple = {
  key,
  label: v.object(label),
  type: v.picklist([
    'text',
    'longText',
    'code',
    'choice',
    'multiChoice',
    'boolean',
    'decimal',
    'integer',
    'date',
    'month',
    'phone',
    'email',
    'identity',
    'uscc',
    'list',
    'list<text>',
  ]),
  required: v.union([v.boolean(), v.pipe(text, v.startsWith('when '))]),
  validation: v.optional(validation),
  usedBy: v.optional(v.array(v.union([code, v.literal('*')]))),
  options: v.optional(v.union([v.array(code), v.pipe(text, v.startsWith('setup.'))])),
  optionLabels: v.optional(labels),
  default: v.optional(v.union([v.string(), v.number(), v.boolean(), v.array(v.string())])),
  visibleWhen: v.optional(conditions),
  personal: v.optional(v.picklist(['sensitive', 'contact'])),
  mask: v.optional(text),
  group: v.optional(key),
};

const rowField = v.looseObject(simple);
const field = v.looseObject({ ...simple, fields: v.optional(v.array(rowField)) });

/** A merged form as it is imported; what its parts mean to each other is `checkForms`'. */
export const formSchema = v.looseObject({
  key: code,
  package: v.nullable(code),
  items: v.array(code),
  groups: v.array(key),
  groupLabels: v.optional(labels),
  tabs: v.optional(v.array(v.object({ ...label, groups: v.array(key) }))),
  booleanLabels: v.optional(v.object({ true: v.object(label), false: v.object(label) })),
  fields: v.array(field),
  resultFields: v.optional(v.record(v.string(), v.array(rowField))),
  materialCoverage: v.optional(
    v.record(
      code,
      v.looseObject({
        producedBy: v.optional(code),
        coveredBy: v.optional(text),
        check: v.optional(text),
        fields: v.optional(text),
      }),
    ),
  ),
  optionalItems: v.optional(v.array(code)),
  displayAsOne: v.optional(v.array(v.array(code))),
  expectedSlots: v.optional(v.record(code, text)),
  slots: v.optional(v.record(code, v.object({ ...label, item: v.nullable(code) }))),
  stages: v.optional(
    v.array(
      v.looseObject({
        items: v.array(code),
        limit: v.optional(v.object({ value: v.number(), unit: v.picklist(['working_day', 'calendar_day']) })),
        after: v.optional(code),
        outsideTotal: v.optional(v.boolean()),
      }),
    ),
  ),
});
