import { figure, type RefusalData } from '../refusal-words.ts';
import type { FormFaultsMessages } from '../zh-CN/form-faults.ts';

export const formFaults = {
  'field-missing': () => 'Not filled in yet',
  'too-short': (d) => `At least ${figure(d, 'least')} characters`,
  'too-long': (d) => `At most ${figure(d, 'most')} characters, ${figure(d, 'over')} too many`,
  'has-control-characters': () => 'It has invisible characters: type it again',
  'bad-pattern': (d) => (hintOf(d) ? `Should be ${hintOf(d)}` : 'Not in the right form: compare with the document'),
  'bad-option': () => 'Choose one of the listed options',
  phone: () => 'Not an 11-digit mobile number: check it',
  email: () => 'Not an e-mail address: check it',
  'id-shape': () => 'Wrong length or characters: compare with the document',
  'id-date': () => 'The birth date in it does not exist: compare with the document',
  'id-future': () => 'The birth date is in the future: compare with the document',
  'id-check-digit': () => 'The check digit does not match: compare with the document',
  'uscc-shape': () => '18 digits and capital letters, without I, O, S, V, Z',
  'uscc-check-digit': () => 'The check digit does not match: compare with the licence',
  'mrz-shape': () => 'Two lines of 44 characters: compare with the passport',
  'mrz-check-digit': () => 'The check digits do not match: compare with the passport',
  'mrz-date': () => 'A date in it does not exist: compare with the passport',
  'decimal-shape': () => 'A number, like 100.00',
  'too-many-decimals': (d) => `At most ${figure(d, 'most')} decimals`,
  'integer-shape': () => 'A whole number',
  'too-small': (d) => (figure(d, 'least') ? `At least ${figure(d, 'least')}` : `More than ${figure(d, 'above')}`),
  'too-large': (d) => `At most ${figure(d, 'most')}`,
  'date-shape': () => 'Year, month, day, like 2026-11-23',
  'date-unreal': () => 'There is no such day: check it',
  'date-past': () => 'That day is over',
  'date-future': () => 'That day has not come yet',
  'date-too-early': (d) =>
    figure(d, 'earliest') ? `Not before ${figure(d, 'earliest')}` : `After ${figure(d, 'after')}`,
  'date-too-late': (d) => `Not after ${figure(d, 'latest')}`,
  'date-too-far': (d) => `At the latest ${figure(d, 'latest')}`,
  'not-working-day': () => 'Not a working day: choose another',
  'list-too-short': (d) => `At least ${figure(d, 'least')}`,
  'list-too-long': (d) => `At most ${figure(d, 'most')}`,
  'list-length': (d) => `${figure(d, 'wanted')} people expected, ${figure(d, 'found')} listed`,
  'sum-mismatch': (d) => {
    const difference = figure(d, 'difference');
    const off = difference.startsWith('-') ? `${difference.slice(1)} too little` : `${difference} too much`;
    return `Adds up to ${figure(d, 'sum')}, should be ${figure(d, 'wanted')}: ${off}`;
  },
  'not-unique': (d) => `The same as row ${figure(d, 'row')}: check it`,
  'one-natural-person': () => 'A one-person company has exactly one natural person as shareholder',
  'officer-role-clash': () => 'A supervisor may not be director or manager: check it',
  'material-missing': () => 'Not received yet',
  'material-not-asked': () => 'Not needed here: take it back out',
  'material-way-not-allowed': () => 'The catalogue does not allow this: choose another way',
  'material-copies': (d) => `${figure(d, 'least')} copies needed`,
  'material-problem': () => 'Not in order: another one is needed',
  'material-evidence-missing': () => 'Note the licence number or the reason',
  'agent-unauthorised': () => 'No letter of authorisation: may be received, not accepted',
  'agent-may-not-submit': () => 'The authorisation does not cover submitting',
  'agent-may-not-collect': () => 'The authorisation does not cover collecting',
  'authority-expired': (d) => `The authorisation ended on ${figure(d, 'until')}`,
} satisfies FormFaultsMessages;

function hintOf(data: RefusalData): string {
  const hint = data['hint'] as { en?: unknown } | undefined;
  return typeof hint?.en === 'string' ? hint.en : '';
}
