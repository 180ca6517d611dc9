import type { Printer } from '../ports/ports.ts';

/** The printer of this device: the port if one was set, else the browser's own print, in kiosk mode without a dialog. */
export function findPrinter(): Printer {
  return globalThis.oneWindowPorts?.printer ?? framePrinter;
}

/** After this long the pages have reached the spooler or never will. */
const KEEP_FRAME = 60_000;
const LOAD_WITHIN = 10_000;

const framePrinter: Printer = {
  async print(pdf, name) {
    // A fresh copy: the engine may hand out a view into a larger buffer.
    const url = URL.createObjectURL(new File([new Uint8Array(pdf)], name, { type: 'application/pdf' }));
    const frame = document.createElement('iframe');
    // Not display: none, which makes Chromium print an empty page.
    frame.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px;border:0;opacity:0';
    frame.setAttribute('aria-hidden', 'true');
    frame.tabIndex = -1;
    frame.title = name;
    try {
      await loaded(frame, url);
      const target = frame.contentWindow;
      if (!target) throw new Error('printer-failed');
      target.focus();
      target.print();
    } finally {
      setTimeout(() => {
        frame.remove();
        URL.revokeObjectURL(url);
      }, KEEP_FRAME);
    }
  },
};

function loaded(frame: HTMLIFrameElement, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('printer-failed')), LOAD_WITHIN);
    frame.onload = () => {
      clearTimeout(timer);
      resolve();
    };
    frame.src = url;
    document.body.append(frame);
  });
}
