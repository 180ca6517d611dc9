import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import { encodeFrame, frame, readText } from '../../sync-server/sockets/frames.ts';

test('a hall frame is a type and a JSON text as lib0 reads them, whatever its length', () => {
  const values = ['', '号', 'x'.repeat(127), 'x'.repeat(128), '号'.repeat(20_000), 'x'.repeat(2_200_000)];
  for (const type of [frame.decision, 127, 128, 70_000]) {
    for (const value of values) {
      const decoder = decoding.createDecoder(encodeFrame(type, { value }));
      expect(decoding.readVarUint(decoder)).toBe(type);
      expect(JSON.parse(readText(decoder))).toEqual({ value });
      expect(decoding.hasContent(decoder)).toBe(false);
    }
  }
});
