import type { Locator, Page } from 'playwright';

/** What was sent to this pickup desk and waits in its open dialog to be received. */
export function deliveries(desk: Page): Locator {
  return desk.getByRole('dialog').getByRole('button', { name: /^签收 / });
}

/** Receives them one after the other, until none is listed. */
export async function receiveAll(desk: Page): Promise<void> {
  const sent = deliveries(desk);
  for (let left = await sent.count(); left > 0; left = await sent.count()) {
    await sent.first().click();
    await desk.waitForFunction(
      (before) => document.querySelectorAll('dialog [aria-label^="签收 "]').length < before,
      left,
    );
  }
}
