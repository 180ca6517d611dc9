import { box, circle, ring, type IconShape } from './shape.ts';

/** Everything else: a chunk of its own, so that a phone does not carry it. */
export const rest = {
  check: { stroke: 'M4.5 12.5l5 5L19.5 6.5' },
  'half-circle': { stroke: ring, fill: 'M12 3a9 9 0 0 1 0 18z' },
  triangle: { fill: 'M12 2.6L23 21.4H1z', cut: 'M12 9.5v5.2M12 17.9v.2' },
  card: { fill: box(5, 2, 14, 20, 2), cut: 'M12 6.5v7M12 17.2v.2' },
  'calendar-check': { stroke: box(3.5, 5, 17, 15.5, 2) + 'M3.5 9.5h17M8 3v4M16 3v4M9 14.6l2.2 2.2 4-4.2' },
  'box-check': {
    stroke:
      'M20.5 12V7.6L12 3 3.5 7.6v8.8L12 21M3.5 7.6L12 12.2l8.5-4.6M12 12.2V21M7.7 5.3l8.5 4.6M15.5 18.3l2.2 2.2 4-4.2',
  },
  store: {
    stroke:
      'M4.5 11.5V20h15v-8.5M3.2 9L5.5 4h13l2.3 5c0 1.5-1.2 2.5-2.6 2.5S15.6 10.5 15.6 9c0 1.5-1.2 2.5-3.6 2.5S8.4 10.5 8.4 9c0 1.5-1.2 2.5-2.6 2.5S3.2 10.5 3.2 9zM9.5 20v-5h5v5',
  },
  'file-edit': {
    stroke:
      'M14 3H6.5A1.5 1.5 0 0 0 5 4.5v15A1.5 1.5 0 0 0 6.5 21H11M14 3l5 5v1.5M14 3v5h5M14 18.5l5.5-5.5 2 2-5.5 5.5-2.5.500z',
  },
  house: { stroke: 'M4 10.5L12 3.5l8 7V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19zM9.5 20.5v-7h5v7' },
  bolt: { stroke: 'M13.5 3L5 13.5h6L9.5 21 19 10h-6.5z' },
  utensils: { stroke: 'M5 3v5.5a2.5 2.5 0 0 0 5 0V3M7.5 3v18M19 14h-4V7.5C15 5 16.5 3 19 3v18' },
  'heart-pulse': {
    stroke:
      'M12 20.5C7 16.5 3 13 3 8.8A4.8 4.8 0 0 1 12 6.5a4.8 4.8 0 0 1 9 2.3c0 4.2-4 7.7-9 11.7zM3.8 12h4.7l1.7-3 3 5.5 1.5-2.5h5.5',
  },
  graduation: { stroke: 'M2 9.5L12 5l10 4.5L12 14zM6 11.5V16c1.6 1.7 3.7 2.5 6 2.5s4.4-.8 6-2.5v-4.5M22 9.5V15' },
  globe: { stroke: ring + 'M3 12h18M12 3c2.6 2.6 3.8 5.6 3.8 9s-1.2 6.4-3.8 9c-2.6-2.6-3.8-5.6-3.8-9S9.4 5.6 12 3z' },
  question: { stroke: ring + 'M9.3 9.6a2.7 2.7 0 1 1 4.2 2.2c-.9.6-1.5 1.1-1.5 2.2M12 17v.2' },
  ticket: { stroke: 'M3 6.5h18V10a2 2 0 0 0 0 4v3.5H3V14a2 2 0 0 0 0-4zM14 6.5v2.2M14 11v2M14 15.3v2.2' },
  'chevron-right': { stroke: 'M9 5l7 7-7 7' },
  'chevron-left': { stroke: 'M15 5l-7 7 7 7' },
  'chevron-down': { stroke: 'M5 9l7 7 7-7' },
  'arrow-right': { stroke: 'M4 12h16M13.5 5.5L20 12l-6.5 6.5' },
  'arrow-left': { stroke: 'M20 12H4M10.5 5.5L4 12l6.5 6.5' },
  'double-up': { stroke: 'M6 12l6-6 6 6M6 18l6-6 6 6' },
  'speaker-off': { stroke: 'M3 9.5v5h3.5L11 18.5v-13L6.5 9.5zM15 9.5l5 5M20 9.5l-5 5' },
  hand: {
    stroke:
      'M7 12V6.5a1.5 1.5 0 0 1 3 0V11M10 10.5v-6a1.5 1.5 0 0 1 3 0v6M13 10.5V5.5a1.5 1.5 0 0 1 3 0V12M16 9.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.5-1.2-5.9-3.5L4 13.9c-.9-1.6 1.1-2.8 2.2-1.5L7 13.5',
  },
  'hand-give': {
    stroke:
      'M2 15.5l3-2.5c1-.9 2-1.2 3.2-1.2h4.3a1.7 1.7 0 0 1 0 3.4H9.5M12.5 14.5l5.8-4.5c1.8-1.2 3.5.8 2.1 2.3l-4.6 4.8c-.8.9-1.7 1.3-2.9 1.3H8.5L5.5 21M14.5 9.5V5.5M12.5 7.5h4',
  },
  pause: { stroke: box(6, 4, 4, 16, 1) + box(14, 4, 4, 16, 1) },
  cup: {
    stroke:
      'M4 10h13v6a4.5 4.5 0 0 1-4.5 4.5h-4A4.5 4.5 0 0 1 4 16zM17 11.5h1a2.7 2.7 0 0 1 0 5.5h-1.2M8 3.5v3M12.5 3.5v3',
  },
  'monitor-x': { stroke: box(3, 4, 18, 12.5, 2) + 'M8.5 20.5h7M12 16.5v4M10 8.2l4 4M14 8.2l-4 4' },
  'monitor-check': { stroke: box(3, 4, 18, 12.5, 2) + 'M8.5 20.5h7M12 16.5v4M9 10.3l2.2 2.2 4-4' },
  tools: {
    stroke:
      'M14.5 6.5a4.5 4.5 0 0 1 5.9-2.2l-2.7 2.7 1.8 1.8 2.7-2.7a4.5 4.5 0 0 1-6.2 5.6L8.5 19.2a2 2 0 0 1-2.9-2.9l7.5-7.5a4.5 4.5 0 0 1 1.4-2.3z',
  },
  people: {
    stroke:
      circle(9, 8, 3.5) +
      'M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3c2.4.7 4 2.9 4 5.7',
  },
  dots: { fill: circle(5, 12, 1.6) + circle(12, 12, 1.6) + circle(19, 12, 1.6) },
  door: { stroke: 'M6 21V4.5A1.5 1.5 0 0 1 7.5 3h9A1.5 1.5 0 0 1 18 4.5V21M3 21h18M14.5 12v.2' },
  lock: { stroke: box(4.5, 10.5, 15, 10.5, 2) + 'M8 10.5V7.5a4 4 0 0 1 8 0v3' },
  clock: { stroke: ring + 'M12 7v5l3.5 2' },
  eye: {
    stroke: 'M2 12c2.4-4.3 5.8-6.5 10-6.5s7.6 2.2 10 6.5c-2.4 4.3-5.8 6.5-10 6.5S4.4 16.3 2 12z' + circle(12, 12, 3),
  },
  plus: { stroke: 'M12 4.5v15M4.5 12h15' },
  minus: { stroke: 'M4.5 12h15' },
  x: { stroke: 'M5.5 5.5l13 13M18.5 5.5l-13 13' },
  search: { stroke: circle(10.5, 10.5, 6.5) + 'M15.5 15.5L21 21' },
  printer: {
    stroke:
      'M7 8V3.5h10V8M7 17H4.5A1.5 1.5 0 0 1 3 15.5v-6A1.5 1.5 0 0 1 4.5 8h15A1.5 1.5 0 0 1 21 9.5v6a1.5 1.5 0 0 1-1.5 1.5H17M7 13.5h10v7H7z',
  },
  accessibility: { stroke: circle(10, 4.5, 1.8) + 'M10 8.5v6h5l2.5 5.5M10 11.5h4.5M7.5 12.5a5 5 0 1 0 6.3 6.3' },
  type: { stroke: 'M2 17.5L6.5 6.5 11 17.5M3.6 13.8h5.8M13.5 17.5l3.7-9 3.7 9M14.8 14.5h4.8' },
  grid: {
    stroke:
      box(3.5, 3.5, 6.8, 6.8, 1) +
      box(13.7, 3.5, 6.8, 6.8, 1) +
      box(3.5, 13.7, 6.8, 6.8, 1) +
      box(13.7, 13.7, 6.8, 6.8, 1),
  },
  shield: { stroke: 'M12 3l7.5 2.8V12c0 4.3-3 7.3-7.5 9-4.5-1.7-7.5-4.7-7.5-9V5.8z' },
  phone: { stroke: box(6.5, 2.5, 11, 19, 2) + 'M11 18.5h2' },
  undo: { stroke: 'M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-4' },
  megaphone: { stroke: 'M4 9.5v5h3l9 4.5v-14l-9 4.5zM8 14.5l1.5 6h2.5l-1.2-4.5M19 9.5a4 4 0 0 1 0 5' },
  refresh: { stroke: 'M20 5v5h-5M4 19v-5h5M19.5 10A8 8 0 0 0 5.5 7.5M4.5 14a8 8 0 0 0 14 2.5' },
  disk: {
    stroke: 'M3 13.5L6 5.5h12l3 8v4a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5zM3 13.5h18M7 16.3h.2M10.5 16.3h.2',
  },
  logout: { stroke: 'M14.5 4H6A1.5 1.5 0 0 0 4.5 5.5v13A1.5 1.5 0 0 0 6 20h8.5M10 12h11M17 8l4 4-4 4' },
  window: { stroke: box(4, 3.5, 7.2, 10.5, 1) + box(12.8, 3.5, 7.2, 10.5, 1) + 'M2.5 18.5h19' },
  list: { stroke: 'M9 6h11.5M9 12h11.5M9 18h11.5M4 6h.2M4 12h.2M4 18h.2' },
  backspace: { stroke: 'M9 5.5h10.5A1.5 1.5 0 0 1 21 7v10a1.5 1.5 0 0 1-1.5 1.5H9L2.5 12zM11.5 9.5l5 5M16.5 9.5l-5 5' },
  chart: { stroke: 'M4 4v16h16M8.5 16v-4M13 16V7.5M17.5 16v-6' },
  repeat: {
    stroke:
      'M17 3l3.5 3.5L17 10M20.5 6.5H7A3.5 3.5 0 0 0 3.5 10v1M7 21l-3.5-3.5L7 14M3.5 17.5H17a3.5 3.5 0 0 0 3.5-3.5v-1',
  },
} as const satisfies Record<string, IconShape>;
