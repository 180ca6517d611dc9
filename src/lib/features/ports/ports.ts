/**
 * What the outside world does for a screen: speech and paper. A test or an embedding shell sets
 * `globalThis.oneWindowPorts` before the page starts; otherwise the browser's own are used.
 */
export interface Voice {
  /** Resolves when the sentence has been spoken (or could not be). */
  speak(text: string): Promise<void>;
}

export interface Printer {
  /** Resolves when the printer has been handed the pages; rejects when it could not be. */
  print(pdf: Uint8Array, name: string): Promise<void>;
}

export interface Ports {
  voice?: Voice;
  printer?: Printer;
}

declare global {
  var oneWindowPorts: Ports | undefined;
}
