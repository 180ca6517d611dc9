import { describe, expect, test } from 'vitest';
import {
  bundleRight,
  carryEntries,
  emptyContent,
  formOf,
  handOverRefusal,
  heldBundles,
  pickupFaults,
  type PickupCheck,
} from '#lib/domain/index.ts';
import { clock, TestMatter, withEverything } from './matters.ts';
import { at, codeOf, pickupDesk, reviewer, supervisor, TestHall, type By } from './test-hall.ts';

const otherDesk: By = { ...pickupDesk, device: 215, staff: 215 };

function decided(): TestMatter {
  const hall = new TestHall();
  clock(hall, '10:06');
  const filed = new TestMatter(hall).open(withEverything).receive().accept();
  for (const item of ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07']) filed.decide(item);
  return filed;
}

function onShelf(): TestMatter {
  const filed = decided();
  for (const slot of ['licence', 'seal', 'invoice', 'tax_device']) filed.confirm(slot);
  return filed;
}

describe('a bundle gathers', () => {
  test('[P1] it is ready only when all expected slots are in', () => {
    const filed = decided();
    for (const slot of ['licence', 'seal', 'invoice']) {
      filed.confirm(slot);
      expect(filed.matter.readyAt).toBe(0);
      expect(handOverRefusal(filed.matter, pickupDesk.device)).toBe('bundle-not-ready');
    }
    filed.hall.wait(5);
    filed.confirm('tax_device');
    expect(filed.matter.readyAt).toBe(filed.hall.t);
    expect(handOverRefusal(filed.matter, pickupDesk.device)).toBeNull();
  });

  test('[P2] both sides confirm; the desk that confirms keeps it, on the first free shelf', () => {
    const filed = decided();
    filed.confirm('licence');
    expect(filed.matter).toMatchObject({ shelf: 'A-01', custody: pickupDesk.device });
    filed.confirm('licence');
    expect(filed.hall.state.conflicts.at(-1)).toMatchObject({ act: 'confirmDelivery', found: 'in' });
    filed.confirm('seal', otherDesk);
    expect(filed.hall.state.conflicts.at(-1)).toMatchObject({ found: 'bundle-held-elsewhere' });
  });

  test('[P3] what is damaged or short goes back with its reason and is expected again', () => {
    const filed = decided();
    filed.hall.must('returnDelivery', { dossier: filed.dossier, slot: 'seal', reason: 'count' }, pickupDesk);
    expect(filed.matter.slots.find((slot) => slot.slot === 'seal')).toMatchObject({
      phase: 'expected',
      returned: 'count',
    });
    filed.hall.must('deliver', { dossier: filed.dossier, slot: 'seal', pieces: 4 }, reviewer('gaj'));
    expect(filed.matter.slots.find((slot) => slot.slot === 'seal')).toMatchObject({ phase: 'sent', returned: '' });
  });

  test('[P4] with consent the rest is collected now; the missing one follows by itself and is a bundle again', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    const filed = new TestMatter(hall).open(withEverything).receive().accept();
    filed.decide('QY-01');
    hall.must('waiveSlot', { dossier: filed.dossier, slot: 'seal' }, pickupDesk);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ act: 'waiveSlot', found: 'bundle-empty' });
    filed.confirm('licence');
    for (const slot of ['seal', 'invoice', 'tax_device']) {
      hall.must('waiveSlot', { dossier: filed.dossier, slot }, pickupDesk);
    }
    expect(filed.matter.readyAt).toBeGreaterThan(0);
    hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    expect(filed.matter.slots.map((slot) => slot.phase).sort()).toEqual(['out', 'waived', 'waived', 'waived']);
    expect(filed.matter.phase).toBe('accepted');
    filed.decide('QY-02');
    filed.confirm('seal');
    expect(filed.matter.readyAt).toBeGreaterThan(0);
    hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    expect(filed.matter.handovers).toBe(2);
  });

  test('[P4] what is waived on its way arrives all the same: received by any desk, or sent back', () => {
    for (const act of ['confirm', 'return'] as const) {
      const filed = decided();
      const { hall, dossier } = filed;
      for (const slot of ['licence', 'invoice', 'tax_device']) filed.confirm(slot);
      hall.must('waiveSlot', { dossier, slot: 'seal' }, pickupDesk);
      hall.must('handOver', { dossier, by: 'self' }, pickupDesk);
      expect(filed.matter).toMatchObject({ handovers: 1, custody: pickupDesk.device });
      if (act === 'confirm') {
        filed.confirm('seal', otherDesk);
        expect(filed.matter).toMatchObject({ custody: otherDesk.device, phase: 'decided' });
        hall.must('handOver', { dossier, by: 'self' }, otherDesk);
        expect(filed.matter).toMatchObject({ handovers: 2, phase: 'closed' });
      } else {
        hall.must('returnDelivery', { dossier, slot: 'seal', reason: 'count' }, otherDesk);
        expect(filed.matter.slots.find(({ slot }) => slot === 'seal')).toMatchObject({ phase: 'expected' });
      }
      expect(hall.state.conflicts).toEqual([]);
      expect(hall.refolded()).toEqual(hall.state);
    }
  });

  test('[P7] a chase is counted; what was sent is not chased', () => {
    const hall = new TestHall();
    clock(hall, '10:06');
    const filed = new TestMatter(hall).open(withEverything).receive().accept();
    expect(hall.act('chase', { dossier: filed.dossier, slot: 'tax_device' }, pickupDesk).ok).toBe(true);
    expect(filed.matter.slots.find((slot) => slot.slot === 'tax_device')?.chases).toBe(1);
    filed.decide('QY-01');
    expect(codeOf(hall.act('chase', { dossier: filed.dossier, slot: 'licence' }, pickupDesk))).toBe('slot-not-owed');
  });
});

describe('one handover', () => {
  test('[P5] everything that is in leaves at once, with a proof number; then the matter is closed', () => {
    const filed = onShelf();
    filed.hall.must('handOver', { dossier: filed.dossier, by: 'agent' }, pickupDesk);
    expect(filed.matter).toMatchObject({ phase: 'closed', proof: 1, handovers: 1, handedTo: 'agent', shelf: '' });
    expect(filed.matter.slots.every((slot) => slot.phase === 'out')).toBe(true);
  });

  test('[P6] two desks at once: one hands over, the other’s is a conflict, and each is told why', () => {
    const filed = onShelf();
    expect(handOverRefusal(filed.matter, otherDesk.device)).toBe('bundle-held-elsewhere');
    filed.hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    filed.hall.must('handOver', { dossier: filed.dossier, by: 'self' }, otherDesk);
    expect(filed.matter.handovers).toBe(1);
    expect(filed.hall.state.conflicts.at(-1)).toMatchObject({ act: 'handOver', found: 'bundle-handed-over' });
  });

  test('[P6] custody moves only when its keeper lets go, or the supervisor does', () => {
    const filed = onShelf();
    const take = () => filed.hall.act('takeCustody', { dossier: filed.dossier }, otherDesk);
    expect(codeOf(take())).toBe('bundle-held-elsewhere');
    filed.hall.must('releaseCustody', { dossier: filed.dossier }, otherDesk);
    expect(filed.matter.custody).toBe(pickupDesk.device);
    filed.hall.must('releaseCustody', { dossier: filed.dossier }, supervisor);
    expect(take().ok).toBe(true);
    expect(filed.matter.custody).toBe(otherDesk.device);
  });

  test('[P6] a keeper that has given its right up is asked no more, and takes a new one to hand over', () => {
    const filed = onShelf();
    const { hall, dossier } = filed;
    const right = bundleRight(filed.matter);
    hall.returned.add(right);
    expect(hall.act('takeCustody', { dossier }, otherDesk).ok).toBe(true);
    expect(filed.matter.custody).toBe(otherDesk.device);
    hall.must('handOver', { dossier, by: 'self', grant: right }, pickupDesk);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ act: 'handOver', found: 'bundle-held-elsewhere' });
    hall.returned.add(bundleRight(filed.matter));
    hall.must('takeCustody', { dossier }, otherDesk);
    expect(hall.returned.has(bundleRight(filed.matter))).toBe(false);
    hall.must('handOver', { dossier, by: 'self', grant: bundleRight(filed.matter) }, otherDesk);
    expect(filed.matter.handovers).toBe(1);
  });

  test('[P6] [P2] a right is named by the command that made it, and stays while more arrives', () => {
    const filed = decided();
    filed.confirm('licence');
    const right = bundleRight(filed.matter);
    expect(right).toMatch(/^[\w-]*\/2026-11-23\/\d+$/);
    filed.confirm('seal');
    expect(bundleRight(filed.matter)).toBe(right);
    expect(heldBundles(filed.hall.state).get(pickupDesk.device)).toEqual([filed.matter]);
  });

  test('[P9] a right that was freed counts until somebody else hands over; then it is a conflict with both proofs', () => {
    for (const how of ['releaseCustody', 'forceRelease'] as const) {
      const first = onShelf();
      const { hall, dossier } = first;
      const right = bundleRight(first.matter);
      if (how === 'releaseCustody') hall.must('releaseCustody', { dossier }, supervisor);
      else hall.relay([{ kind: 'forceReleased', holder: pickupDesk.device }]);
      expect(first.matter.custody).toBe(0);
      hall.must('takeCustody', { dossier }, otherDesk);
      const events = hall.must('handOver', { dossier, by: 'self', grant: right }, pickupDesk);
      expect(events).toMatchObject([{ kind: 'handedOver', how: 'freed', number: 1 }]);
      hall.must('handOver', { dossier, by: 'agent', grant: right }, otherDesk);
      expect(first.matter).toMatchObject({ handovers: 1, handedTo: 'self', proof: 1 });
      expect(hall.state.conflicts.at(-1)).toMatchObject({
        act: 'handOver',
        found: 'bundle-handed-over',
        proofs: [1, 2],
      });
      expect(hall.refolded()).toEqual(hall.state);
    }
  });

  test('[P10] an emergency names its reason and a second person, who is not the first', () => {
    const filed = onShelf();
    const { hall, dossier } = filed;
    hall.relay([{ kind: 'staff', no: otherDesk.staff, account: '0602' }]);
    const hand = (extra: object) => hall.must('handOver', { dossier, by: 'self', ...extra }, otherDesk)[0]?.kind;
    expect(hand({})).toBe('matterConflict');
    expect(hand({ reason: 'applicant-leaves' })).toBe('matterConflict');
    expect(hand({ reason: 'applicant-leaves', witness: '0602' })).toBe('matterConflict');
    expect(hand({ reason: 'applicant-leaves', witness: '0601' })).toBe('handedOver');
    expect(filed.matter).toMatchObject({ handovers: 1, custody: 0 });
    hall.must('handOver', { dossier, by: 'self' }, pickupDesk);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ found: 'bundle-handed-over', proofs: [1, 2] });
  });

  test('[P10] a late handover takes out what its desk had, and nothing that came to another one meanwhile', () => {
    const filed = decided();
    const { hall, dossier } = filed;
    hall.relay([{ kind: 'staff', no: otherDesk.staff, account: '0602' }]);
    for (const slot of ['licence', 'invoice', 'tax_device']) filed.confirm(slot);
    hall.must('waiveSlot', { dossier, slot: 'seal' }, pickupDesk);
    // Done while cut off, entered after the seal had come to its keeper.
    const slots = ['licence', 'invoice', 'tax_device'];
    filed.confirm('seal');
    const right = bundleRight(filed.matter);
    const late = { dossier, by: 'self', slots, reason: 'applicant-leaves', witness: '0601' } as const;
    hall.must('handOver', late, otherDesk);
    expect(filed.matter.slots.find(({ slot }) => slot === 'seal')).toMatchObject({ phase: 'in' });
    expect(filed.matter).toMatchObject({ handovers: 1, custody: pickupDesk.device, phase: 'decided', shelf: 'A-01' });
    expect(bundleRight(filed.matter)).toBe(right);
    // P9: the same once more is a double, though something is in again.
    hall.must('handOver', late, otherDesk);
    expect(hall.state.conflicts.at(-1)).toMatchObject({ found: 'bundle-handed-over', proofs: [1, 2] });
    hall.must('handOver', { dossier, by: 'self', slots: ['seal'] }, pickupDesk);
    expect(filed.matter).toMatchObject({ handovers: 2, phase: 'closed' });
    expect(hall.refolded()).toEqual(hall.state);
  });

  test('[P6] what goes over midnight keeps its keeper, its right and what was freed', () => {
    const filed = onShelf();
    const { hall } = filed;
    hall.state.devices.set(pickupDesk.device, {
      no: pickupDesk.device,
      incarnation: 'desk-16',
      surface: 'staff',
      label: '',
    });
    filed.hall.must('releaseCustody', { dossier: filed.dossier }, supervisor);
    filed.hall.must('takeCustody', { dossier: filed.dossier }, pickupDesk);
    const next = new TestHall(hall.setup, '2026-11-24');
    for (const events of carryEntries(hall.state, hall.setup, 1)) next.relay(events);
    const [matter] = next.state.matters.values();
    expect(matter).toMatchObject({ freed: filed.matter.freed, custodyGrant: filed.matter.custodyGrant });
    expect(filed.matter.custodyGrant).toMatch(/^desk-16\/2026-11-23\//);
    expect(next.state.devices.get(matter?.custody ?? 0)?.incarnation).toBe('desk-16');
  });

  test('[P8] nothing is handed over while a tolerated material is owed (rules C26)', () => {
    const filed = onShelf();
    const { matter } = filed;
    filed.hall.state.matters.set(matter.id, { ...matter, tolerated: ['poa'] });
    expect(handOverRefusal(filed.matter, pickupDesk.device)).toBe('material-owed');
    filed.hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    expect(filed.matter.handovers).toBe(0);
    filed.hall.must('madeGood', { dossier: filed.dossier, material: 'poa' }, at(3));
    expect(handOverRefusal(filed.matter, pickupDesk.device)).toBeNull();
  });

  test('[P5] who collects is checked and signs; an agent needs an authorisation that covers it', () => {
    const hall = new TestHall();
    const form = formOf(hall.setup, 'YJS-01');
    if (!form) throw new Error('no form');
    const rules = { setup: hall.setup, form, code: 'YJS-01', today: '2026-11-23' };
    const content = emptyContent();
    expect(pickupFaults(content, rules)).toEqual(['identity-unchecked', 'signature-missing']);
    const check: PickupCheck = {
      by: 'agent',
      name: '方示例',
      identityMasked: '110000********0013',
      relation: '员工',
      authorisation: '',
      authorisationUntil: '',
      checkedBy: '0601',
      checkedAt: 1,
    };
    content.marks['pickup'] = check;
    expect(pickupFaults(content, rules)).toEqual(['agent-may-not-collect', 'signature-missing']);
    content.marks['pickup'] = { ...check, authorisation: '原件 1 份', authorisationUntil: '2026-11-22' };
    expect(pickupFaults(content, rules)).toContain('agent-may-not-collect');
    content.marks['pickup'] = { ...check, authorisation: '原件 1 份', authorisationUntil: '2026-11-23' };
    content.signatures['pickup'] = { strokes: [[0, 0, 1, 1]], aspect: 2, by: '0601', at: 1 };
    expect(pickupFaults(content, rules)).toEqual([]);
  });
});
