export { createPrintEngine } from './engine.ts';
export type { PrintEngine } from './engine.ts';
export type { DocumentDescription } from './description.ts';
export { facesOf } from './faces.ts';
export type { FontFace, FontSource, Paper, WasmSource } from './faces.ts';
export type { PrintFailure, PrintResult } from './failure.ts';
export { ticketSlip } from './ticket-slip.ts';
export type { TicketSlipData } from './ticket-slip.ts';
