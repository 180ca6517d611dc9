import type { LandingMessages } from '../zh-CN/landing.ts';

export const landing = {
  title: 'Where do you want to go?',
  lead: 'One number, one window, one pickup',
  applicants: 'Visitors',
  staff: 'Hall staff',
  screens: 'Screens of the hall',
  surfaces: {
    progress: ['Find my number', 'Type the short code on the ticket to see how many are ahead'],
    kiosk: ['Ticket kiosk', 'Touch screen to choose a matter and take a number; with a large-type version'],
    board: ['Call board', 'Shows and speaks the calls, and how many are waiting'],
    window: ['Window', 'Call, recall, pass over, park, transfer, finish'],
    supervise: ['Supervisor', 'The whole hall, waiting times, calls for help'],
    admin: ['Administration', 'Windows, queues, items, devices and people'],
  },
} satisfies LandingMessages;
