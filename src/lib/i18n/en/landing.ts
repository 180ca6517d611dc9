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
    rate: ['Rating screen', 'The second screen at a window, for rating a finished visit'],
    book: ['Book a time', 'Book, move, cancel; also on holidays and after hours'],
    window: ['Window', 'Call, receive papers, accept, supplement, print'],
    department: ['Department', 'Own matters and their clocks, decisions, results to the pickup desk'],
    pickup: ['Pickup desk', 'Deliveries, shelf, identity, signature, proof of delivery'],
    schedule: ['Bookings and after-hours', "The day's bookings, check-in, answers to holiday and late requests"],
    supervise: ['Supervisor', "The whole hall, cards, ratings, every matter's time-line, calls for help"],
    admin: ['Administration', 'Windows, queues, items, devices and people'],
  },
} satisfies LandingMessages;
