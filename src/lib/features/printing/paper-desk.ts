import type { OneTimeNoticeData, Paper, PrintFailure, TicketSlipData } from '#lib/documents/index.ts';
import { findPrinter } from './printer.ts';

export type PrintOutcome = { ok: true } | { ok: false; code: string; data?: Record<string, unknown> };

/** Of a dossier that has not come to this device (`DossierShelf.forPaper`). */
export const notCome: PrintOutcome & { ok: false } = { ok: false, code: 'dossier-not-come' };

/** Nobody said which day it is. */
export const dateUnsure: PrintOutcome & { ok: false } = { ok: false, code: 'date-unsure' };

/** Prints one sheet: `describe` makes its description with the documents that are loaded by then. */
export type PrintSheet = (name: string, describe: (documents: Documents) => Description) => Promise<PrintOutcome>;

export interface BeforePrinting {
  /** Whether to leave room for the pen where no font has a character. */
  leaveBlank(characters: readonly string[]): Promise<boolean>;
  /** Whether this PC knows which day it is. */
  dateIsSure(): Promise<boolean>;
}

/** Sets and prints papers. The engine and its fonts are large: loaded after the screen stands. */
export class PaperDesk {
  readonly #ask: BeforePrinting | null;
  #loading: Promise<Loaded> | null = null;

  /** Without somebody to ask, a character that no font has is not printed. */
  constructor(ask: BeforePrinting | null = null) {
    this.#ask = ask;
  }

  /**
   * Fetches what printing needs, tickets first, and makes the first ticket as quick as the next; true
   * when printing no longer needs the line. `onProgress` gets the share of fonts that are there.
   */
  async warm(papers: readonly Paper[] = ['slip'], onProgress?: (share: number) => void): Promise<boolean> {
    try {
      const { documents, engine } = await this.#load();
      const faces = [...new Set(papers.flatMap((paper) => documents.facesOf[paper]))];
      for (const [index, face] of faces.entries()) {
        const warmed = await engine.warm([face]);
        if (!warmed.ok) return false;
        onProgress?.((index + 1) / faces.length);
      }
      return true;
    } catch {
      // Tried again at the first print, which then says what is missing.
      this.#loading = null;
      return false;
    }
  }

  /** Before something is done whose paper bears a date: whether this PC knows it, or a person has said it. */
  dateIsSure(): Promise<boolean> {
    return this.#ask?.dateIsSure() ?? Promise.resolve(true);
  }

  printTicket(data: TicketSlipData): Promise<PrintOutcome> {
    return this.#print(`${data.number}.pdf`, ({ documents }) => documents.ticketSlip(data));
  }

  printNotice(data: OneTimeNoticeData): Promise<PrintOutcome> {
    return this.#print(`${data.code}.pdf`, ({ documents }) => documents.oneTimeNotice(data));
  }

  /**
   * Any other paper. `work` gathers what stands on it and prints it, and begins when the date is sure: what was read
   * off the clock before the question would bear the day that its answer puts right.
   */
  async dated(work: (print: PrintSheet) => Promise<PrintOutcome>): Promise<PrintOutcome> {
    if (!(await this.dateIsSure())) return dateUnsure;
    return work((name, describe) => this.#set(`${name}.pdf`, ({ documents }) => describe(documents)));
  }

  async #print(name: string, describe: (loaded: Loaded) => Description): Promise<PrintOutcome> {
    return (await this.dateIsSure()) ? this.#set(name, describe) : dateUnsure;
  }

  async #set(name: string, describe: (loaded: Loaded) => Description): Promise<PrintOutcome> {
    try {
      const desk = await this.#load();
      const document = describe(desk);
      let set = await desk.engine.render(document);
      if (!set.ok && set.code === 'glyph-missing' && (await this.#ask?.leaveBlank(set.characters))) {
        set = await desk.engine.render(desk.documents.leaveBlank(document, set.characters));
      }
      if (!set.ok) return { ok: false, code: set.code, data: failureData(set) };
      await findPrinter().print(set.value, name);
      return { ok: true };
    } catch {
      this.#loading = null;
      return { ok: false, code: 'printer-failed' };
    }
  }

  #load(): Promise<Loaded> {
    this.#loading ??= load();
    return this.#loading;
  }
}

/** The figures that a refusal's sentence needs: which characters, which font. */
function failureData(failure: PrintFailure): Record<string, unknown> {
  if (failure.code === 'glyph-missing') return { characters: failure.characters };
  return failure.code === 'font-missing' ? failure.data : {};
}

type Loaded = Awaited<ReturnType<typeof load>>;
export type Documents = Loaded['documents'];
type Description = ReturnType<Documents['ticketSlip']>;

async function load() {
  const [documents, { createBrowserPrintEngine }] = await Promise.all([
    import('#lib/documents/index.ts'),
    import('#lib/documents/browser.ts'),
  ]);
  return { documents, engine: createBrowserPrintEngine() };
}
