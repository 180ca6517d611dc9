/** Everything that can be wrong in a form, its materials and its authorisation. The words are in `i18n`. */
export const formFaultCodes = [
  'field-missing',
  'too-short',
  'too-long',
  'has-control-characters',
  'bad-pattern',
  'bad-option',
  'phone',
  'email',
  'id-shape',
  'id-date',
  'id-future',
  'id-check-digit',
  'uscc-shape',
  'uscc-check-digit',
  'mrz-shape',
  'mrz-check-digit',
  'mrz-date',
  'decimal-shape',
  'too-many-decimals',
  'integer-shape',
  'too-small',
  'too-large',
  'date-shape',
  'date-unreal',
  'date-past',
  'date-future',
  'date-too-early',
  'date-too-late',
  'date-too-far',
  'not-working-day',
  'list-too-short',
  'list-too-long',
  'list-length',
  'sum-mismatch',
  'not-unique',
  'one-natural-person',
  'officer-role-clash',
  'material-missing',
  'material-not-asked',
  'material-way-not-allowed',
  'material-copies',
  'material-problem',
  'material-evidence-missing',
  'agent-unauthorised',
  'agent-may-not-submit',
  'agent-may-not-collect',
  'authority-expired',
] as const;

export type FormFaultCode = (typeof formFaultCodes)[number];

export interface FormFault {
  /** A field's path, `materials/<key>`, or `agent`. */
  path: string;
  code: FormFaultCode;
  /** The figures that its sentence needs: most, least, difference, latest … */
  data?: Record<string, unknown>;
}
