import { box, circle, ring, type IconShape } from './shape.ts';

/** What a phone shows: loaded with every page. */
export const core = {
  mark: { fill: box(3, 3, 8.4, 11.4, 1.2) + box(12.6, 3, 8.4, 11.4, 1.2) + box(3, 16.4, 18, 4.6, 1.2) },
  'check-circle': { fill: circle(12, 12, 10), cut: 'M7.5 12.3l3.1 3.1 6-6.4' },
  'check-ring': { stroke: ring + 'M8 12.3l2.8 2.8 5.2-5.6' },
  bell: {
    stroke:
      'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10.2 20.8a2 2 0 0 0 3.6 0M3 9a7.5 7.5 0 0 1 2.2-4.5M21 9a7.5 7.5 0 0 0-2.2-4.5',
  },
  speaker: { stroke: 'M3 9.5v5h3.5L11 18.5v-13L6.5 9.5zM14.5 9a4.2 4.2 0 0 1 0 6M17.5 6.5a7.8 7.8 0 0 1 0 11' },
  wifi: { stroke: 'M2.5 9.5a14 14 0 0 1 19 0M5.8 13a9.3 9.3 0 0 1 12.4 0M9 16.4a4.6 4.6 0 0 1 6 0M12 19.7v.1' },
  'wifi-off': {
    stroke:
      'M3 3l18 18M2.5 9.5a14 14 0 0 1 4.5-2.9M21.5 9.5a14 14 0 0 0-10.3-3.6M5.8 13a9.3 9.3 0 0 1 4-2.2M18.2 13a9.3 9.3 0 0 0-2.7-1.7M9 16.4a4.6 4.6 0 0 1 6 0M12 19.7v.1',
  },
  person: { fill: circle(12, 6.5, 4.3) + 'M3.5 22v-1.5C3.5 16 7.2 13 12 13s8.5 3 8.5 7.5V22z' },
  'person-outline': { stroke: circle(12, 6.8, 3.7) + 'M4.4 21v-.800C4.4 16.5 7.7 13.9 12 13.9s7.6 2.6 7.6 6.3V21z' },
  info: { stroke: ring + 'M12 11v5.5M12 7.5v.2' },
  alert: { stroke: ring + 'M12 7.5v5.5M12 16.3v.2' },
} as const satisfies Record<string, IconShape>;
