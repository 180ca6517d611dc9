import {
  clockOf,
  count,
  figure,
  figures,
  placesOf,
  timeOf,
  type RefusalData,
  type RefusalsMessages,
} from '../refusal-words.ts';

export const refusals: RefusalsMessages = {
  otherwise: () => 'That did not work. Try again; if it still fails, ask the supervisor.',
  'not-signed-in': () => 'You are not signed in, or your session has ended. Sign in and try again.',
  'sign-in-failed': (d) =>
    figure(d, 'left')
      ? `Wrong staff number or password. ${figure(d, 'left')} more tries, then the supervisor must unlock it.`
      : 'The current password is wrong. Type it again.',
  'sign-in-throttled': (d) =>
    `Too many wrong tries. Wait ${figure(d, 'minutes')} minutes, or ask the supervisor for a new password.`,
  'not-known-here': (d) =>
    `The line is cut: only who signed in at this PC within ${figure(d, 'days')} days can sign in. Let somebody else do it, or wait for the line.`,
  'stand-in-locked': () => 'Too many wrong tries. This staff number cannot sign in here again before the line is back.',
  'sign-in-again': () => 'The line is back and the hall has not checked your password yet. Enter it once.',
  'account-inactive': () => 'This staff number is switched off. Ask the administrator.',
  'password-too-short': (d) =>
    `The new password needs at least ${figure(d, 'least')} characters and must differ from the current one.`,
  'password-change-needed': () => 'Change your password first.',
  'role-may-not': () => 'This staff number may not do that. Ask the supervisor.',
  'device-not-paired': () => 'This device is not paired yet. Ask the supervisor to confirm it.',
  'device-revoked': () => 'This device was switched off. Ask the supervisor.',
  'device-not-yours': () => 'That entry belongs to another device and was not taken.',
  'pairing-code-invalid': () => 'The pairing code is wrong, used or too old. Use the code on the screen now.',
  'pairing-pending': () => 'Waiting for the supervisor to confirm.',
  'room-unknown': () => 'There is no ledger for that day. Open the page again.',
  'room-not-allowed': () => 'This staff number may not see this.',
  'room-epoch-changed': () => 'The hall began a new ledger; opening it.',
  'room-read-only': () => 'This can be read, not changed.',
  'origin-not-allowed': () => 'The request did not come from a page of this hall and was not taken.',
  'client-too-old': () => 'This page is too old. Reload it.',
  'bad-request': (d) =>
    figure(d, 'field')
      ? `Something is not right (${figure(d, 'field')}); not taken.`
      : 'Something is not right; not taken.',
  'too-large': () => 'Too long; not taken. Shorten it and try again.',
  'too-many-requests': () => 'Too fast. Wait a few seconds.',
  'name-empty': () => 'Enter a name.',
  'name-too-long': (d) => `A name has at most ${figure(d, 'most')} characters.`,
  'name-has-control-characters': () => 'The name has invisible characters. Type it again.',
  'account-taken': (d) => `Staff number ${figure(d, 'account')} is taken. Choose another.`,
  'account-unknown': (d) => `There is no staff number ${figure(d, 'account')}.`,
  'session-unknown': () => 'That sign-in has ended already.',
  'id-reused': () => 'That number was used for something else; not taken. Ask the supervisor to look.',
  gap: () => 'The entry before it has not arrived; waiting.',
  quarantined: () => 'This staff number or this PC was switched off: what was done is kept aside for the supervisor.',
  'quarantine-unknown': () => 'That entry is no longer there. Open the list again.',
  expired: () => 'The line was cut and this was not done. Press again.',
  'answer-lost': () =>
    'The line was cut; whether this was done is not known yet. It shows when the line is back: do not do it twice.',
  'line-down': () => 'The line is down; this has to wait until it is back.',
  'not-saved-at-hall': () => "Not done: the hall's computer cannot save. Call the supervisor now, then press again.",
  'not-saved-here': () => 'Not saved: this device is full. Keep the page open and call the supervisor.',
  'internal-error': () => 'That did not work and was noted. Try again.',
  'setup-unknown': () => 'That version of the setup does not exist. Open the page again.',
  'setup-invalid': (d) => `${Array.isArray(d['faults']) ? d['faults'].length : 0} faults in the setup; not published.`,
  'hall-closed': () => 'No numbers are given now. See the opening hours.',
  'hall-already-open': () => 'The hall is already open for real.',
  'hall-recovering': () => 'The hall is coming back from a backup. This page goes on by itself once it is there.',
  'day-closed': () => "That day is closed. Use today's numbers.",
  'item-unknown': () => 'That item is not in the catalogue. Choose another or ask at the information desk.',
  'item-unroutable': () => 'No window takes that item yet. Go to the information desk.',
  'queue-unknown': () => 'There is no such queue.',
  'queue-closed': (d) =>
    `${figure(d, 'queueEn') || figure(d, 'queue')} gives no more numbers today. Go to the information desk.`,
  'contingent-used-up': (d) =>
    `Today's numbers for ${figure(d, 'queueEn') || figure(d, 'queue')} are used up. Go to the information desk; windows ${figures(d, 'windows', ', ')} can still help.`,
  'already-waiting': (d) => `You already have number ${figure(d, 'label')}.`,
  'ticket-unknown': () => 'There is no such number.',
  'ticket-not-today': () => 'That number is from an earlier day. Take a new one.',
  'ticket-over': (d) => `${figure(d, 'label')} is over. Take a new number if you need one.`,
  'ticket-not-here': (d) => `${figure(d, 'label')} is not at this window.`,
  'ticket-in-service': (d) => `${figure(d, 'label')} was called to window ${figure(d, 'window')}. Please go there.`,
  'ticket-called-elsewhere': (d) =>
    `Not called. Window ${figure(d, 'window')} has just called ${figure(d, 'label')}. ` +
    (figure(d, 'next') ? `Next is ${figure(d, 'next')}; press F2 to call.` : 'Nobody is waiting now.'),
  'ticket-not-waiting': (d) => `Not called. ${figure(d, 'label')} is not waiting now.`,
  'token-unknown': () => 'There is no such ticket. Check the short code or ask at the information desk.',
  'token-expired': () => 'A ticket is valid on its day; this one has expired. Take a new number.',
  'code-unknown': () => 'There is no such short code. Compare it with your ticket.',
  'held-elsewhere': (d) =>
    d.window
      ? `Window ${d.window} holds ${d.label} and does not answer. Call another number first.`
      : `A PC that is out of touch holds ${d.label}. Ask the supervisor to take it back.`,
  'device-holds-nothing': () => 'This PC holds no numbers; there is nothing to take back.',
  'not-held-here': (d) =>
    figure(d, 'label')
      ? `The line is down and ${figure(d, 'label')} is not held here; another window may be calling it. Call when the line is back.`
      : `The line is down and this window holds no number. The ${figure(d, 'waiting')} waiting are called by the hall and other windows; call when the line is back.`,
  'nobody-waiting': (d) =>
    figure(d, 'resting')
      ? `Nobody is waiting. ${figure(d, 'resting')} was passed and may be called from ${clockOf(d, 'until')}.`
      : figure(d, 'booked')
        ? `Nobody is waiting. ${figure(d, 'booked')} is booked for ${clockOf(d, 'until')}; you may choose it now.`
        : 'Nobody is waiting. You will hear a sound when somebody takes a number.',
  'nobody-chosen': () => 'Choose a number in the queue first, then call it.',
  'window-not-chosen': () => 'Choose a window first, then open it.',
  'queue-not-served': (d) => `Not called. ${figure(d, 'label')} is not for this window.`,
  'reopen-not-needed': (d) => `${figure(d, 'label')} is still open.`,
  'already-late-once': (d) => `${figure(d, 'label')} was put back once already.`,
  'matter-unknown': () => 'There is no such matter. Check its number.',
  'matter-not-received': () => 'Nothing was received yet. Receive the papers first, then accept.',
  'matter-awaits-supplement': () => 'The applicant is still to complete the papers. Record them as supplied first.',
  'matter-accepted': () => 'This matter was accepted already; that cannot be changed.',
  'matter-not-accepted': () => 'This matter was not accepted. Open another one to try again.',
  'matter-deemed-accepted': () =>
    'Nothing was told within five working days, so it counts as accepted by law. Accept it.',
  'supplement-once': () => 'All gaps were told once already. Only papers supplied since may be questioned again.',
  'date-past': () => 'That time is over. Choose a later one.',
  'dossier-not-here': () => 'The form has not reached the hall yet. Wait until it is sent and press again.',
  'dossier-changed': () => 'Somebody just changed the form or the materials. Look at the change and press again.',
  'dossier-erased': () => 'This dossier was deleted as the rules demand.',
  'form-incomplete': (d) => `The form lacks ${count(d)}. Complete the red fields, then accept.`,
  'materials-incomplete': (d) => `Materials lack ${count(d)}. Complete, tolerate or commit, then accept.`,
  'agent-not-authorised': () =>
    'The agent has no valid authorisation. Receive the papers now and accept when it is here.',
  'reason-missing': () => 'State the reason and its legal basis.',
  'pickup-code-taken': () => 'That pickup code was taken; there is a new one. Press again.',
  'serials-used-up': () => 'This PC has used up its matter numbers for today. Use another one.',
  'terminal-missing': () => 'This PC has no terminal number yet. It gets one as soon as the line is up.',
  'part-unknown': () => 'This matter has no such item.',
  'part-decided': () => 'This item was decided already.',
  'stage-not-open': () => 'The stage before has not ended; this one cannot be decided yet.',
  'department-not-yours': () => 'Another department decides this item.',
  'duties-separate': () => 'Who accepted a matter may not decide it. Ask a colleague.',
  'decided-at-impossible': () => 'The decision must lie after the acceptance and before now.',
  'result-incomplete': (d) => `The result lacks ${count(d)}. Complete the red fields, then decide.`,
  'slot-unknown': () => 'This matter has no such result.',
  'slot-not-owed': () => 'It has been sent already; there is nothing to chase.',
  'bundle-empty': () => 'Nothing is here yet; there is nothing to hand over.',
  'bundle-not-ready': () =>
    'Not complete, so it cannot be handed over. Chase it, or ask the applicant to collect without it.',
  'bundle-held-elsewhere': (d) =>
    figure(d, 'desk')
      ? `Window ${figure(d, 'desk')} keeps this bundle. Collect it there, or ask the supervisor to release it.`
      : 'Another desk keeps this bundle. Collect it there, or ask the supervisor to release it.',
  'bundle-handed-over': () => 'This bundle was handed over already. See the proof of delivery.',
  'material-owed': () => 'A tolerated material is still owed; the result stays here until it comes.',
  'identity-unchecked': () => 'Check the identity of the person first.',
  'agent-may-not-collect': () => 'The agent may not collect. The applicant must come, or an authorisation is needed.',
  'signature-missing': () => 'The person must sign first.',
  'window-unknown': (d) => `There is no window ${figure(d, 'window')}.`,
  'window-in-use': (d) =>
    `Window ${figure(d, 'window')} is used by staff ${figure(d, 'staff')}. Choose another, or ask the supervisor to release it.`,
  'window-not-open': (d) => `Window ${figure(d, 'window')} is not open. Open it first.`,
  'window-paused': () => 'This window is paused. Resume first, then call.',
  'window-not-yours': (d) => `Window ${figure(d, 'window')} is not yours now. Open it again.`,
  'window-busy': (d) => `${figure(d, 'label')} is at this window. Finish or park it first.`,
  'staff-at-other-window': (d) => `You still have window ${figure(d, 'window')} open. Close it first.`,
  'undo-too-late': (d) => `Something rests on ${figure(d, 'label')} already; it cannot be undone.`,
  'help-not-called': () => 'Somebody has answered that call already.',
  'booking-unknown': () => 'No booking was found. Check the short code or ask at the information desk.',
  'already-booked': (d) => `Booked already: ${figure(d, 'date')} ${timeOf(d, 'at')}. Move it to change the time.`,
  'item-not-bookable': () => 'This matter needs no booking. Take a number at the hall.',
  'date-not-bookable': (d) =>
    figure(d, 'from')
      ? `That day cannot be booked. Bookable: ${figure(d, 'from')} to ${figure(d, 'until')}.`
      : 'No day can be booked now. Please phone the hall.',
  'booking-slot-unknown': () => 'There is no such time. Choose another one.',
  'slot-full': (d) =>
    placesOf(d).length > 0
      ? `That time is full. Still free: ${placesOf(d)
          .map((place) => `${figure(place, 'date')} ${timeOf(place, 'at')}`)
          .join(', ')}.`
      : 'That time is full, and so are the next days. Take a number at the hall, or phone it.',
  'booking-expired': (d) =>
    `The booking for ${figure(d, 'date')} ${timeOf(d, 'at')} is over. Take a number, or book again.`,
  'booking-too-late': (d) =>
    `It is less than ${figure(d, 'before')} minutes before ${timeOf(d, 'at')}. Please phone the hall to change it.`,
  'booking-over': () => 'This booking is over and cannot be changed. Book again if you need to.',
  'booking-cancelled': () => 'This booking was cancelled. Take a number, or book again.',
  'booking-not-today': (d) =>
    `It is booked for ${figure(d, 'date')} ${timeOf(d, 'at')}, not for today. Take a number to be served today.`,
  'booking-too-early': (d) => `It is booked for ${timeOf(d, 'at')}. You can check in from ${timeOf(d, 'from')}.`,
  'already-arrived': (d) => `You have checked in already; your number is ${figure(d, 'label')}.`,
  'check-in-ambiguous': () => 'Several bookings end in these digits. Type the short code, or more digits.',
  'service-at-window': (d) =>
    `This service was arranged for you and needs no number. Go to window ${figure(d, 'window')} at ${timeOf(d, 'at')}.`,
  'service-unknown': () => 'This is an ordinary booking; there is nothing to answer.',
  'service-day-wrong': (d) =>
    figure(d, 'service') === 'holiday'
      ? 'That is a working day: an ordinary booking is enough.'
      : 'Extended service is for today and for working days only. Book another day.',
  'service-time-wrong': (d) =>
    figure(d, 'service') === 'holiday'
      ? `Service on days off is given ${spansOf(d)}. Choose a time in it.`
      : `Extended service is given ${spansOf(d)}, at most ${figure(d, 'most')} minutes. Choose a time in it.`,
  'service-answered': () => 'Somebody has answered this already. Look at the newest state.',
  'service-escalated': () => 'This is with the chief representative, who assigns somebody. You can remind them.',
  'consent-needed': () => 'The applicant must agree. Ask them first, then tick “applicant agrees”.',
  'phone-invalid': () => 'The phone number is not right. Check it and type it again.',
  'rated-before': () => 'This service was rated already; one rating counts. Thank you.',
  'rating-expired': () => 'The time to rate is over. You can still phone the supervision line.',
  'rating-not-open': () => 'There is nothing to rate here yet. You can rate once you were served.',
  'glyph-missing': (d) =>
    `Not printed: the font has no "${figures(d, 'characters', '" "')}". Write it by hand or use another font.`,
  'dossier-not-come': () =>
    'What was filled in has not come to this PC: a paper would lack names. Press again when the line is up.',
  'font-missing': () => 'Not printed: the font has not arrived. Try again when the line is up.',
  'page-overflow': () => 'Not printed: too long for the page.',
  'personal-number-unmasked': () =>
    'Not printed: the paper would have shown a whole identity number. Call the supervisor.',
  'date-unsure': () => 'The date was not confirmed, so nothing was printed.',
  'printer-failed': () => 'Nothing came out. Check the printer and press again.',
};

function spansOf({ spans }: RefusalData): string {
  if (!Array.isArray(spans)) return '';
  return spans.map(([from, until]: number[]) => `${timeOf({ from }, 'from')}–${timeOf({ until }, 'until')}`).join(', ');
}
