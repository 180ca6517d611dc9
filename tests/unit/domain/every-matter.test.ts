import { describe, expect, test } from 'vitest';
import { clock, TestMatter } from './matters.ts';
import { hallSetup, pickupDesk, TestHall } from './test-hall.ts';

const { catalogue } = hallSetup();
const codes = [...catalogue.packages, ...catalogue.items].map((entry) => entry.code);

describe('every item and package of the catalogue on its good path', () => {
  test.each(codes)('[I10] [DP4] [P5] %s: from the papers to the results in hand', (code) => {
    const hall = new TestHall();
    clock(hall, '09:30');
    const filed = new TestMatter(hall, code).open().receive().accept();
    // What the tax bureau writes into the shared form before the registration can end (YJS-03).
    if (code === 'YJS-03') filed.content.texts['tax.paidNo'] = '44010126110000001';
    const { parts } = filed.matter;
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(part.department).not.toBe('');
      expect(part.due).toBeGreaterThan(filed.minute('09:30'));
    }
    // Departments decide whatever runs until nothing waits any more.
    for (let turn = 0; turn < parts.length + 1; turn += 1) {
      for (const part of filed.matter.parts) if (part.phase === 'running') filed.decide(part.item);
    }
    expect(filed.matter.parts.every((part) => part.phase === 'granted')).toBe(true);
    for (const slot of filed.matter.slots) filed.confirm(slot.slot);
    if (filed.matter.slots.length > 0) hall.must('handOver', { dossier: filed.dossier, by: 'self' }, pickupDesk);
    expect(filed.matter.phase).toBe('closed');
    expect(hall.state.conflicts).toEqual([]);
  });
});
