import { onTestFinished } from 'vitest';
import type { Browser } from './people.ts';
import { waitFor } from './start-relay.ts';

/** Events of a stream as they come. */
export async function listen<T>(browser: Browser, path: string): Promise<{ events: T[]; beats: number; stop(): void }> {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await fetch(`${browser.relay.base}${path}`, { headers: browser.headers, signal: controller.signal });
  const heard = { events: [] as T[], beats: 0, stop: () => controller.abort() };
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const [name, data] = part.split('\n');
        if (name === 'event: beat') heard.beats += 1;
        else if (data?.startsWith('data: ')) heard.events.push(JSON.parse(data.slice(6)) as T);
      }
    }
  };
  read().catch(() => undefined);
  await waitFor(() => heard.events.length > 0, 'the first event');
  return heard;
}
