import type { Voice } from './ports.ts';

/** A sentence that takes longer than this has been swallowed by the browser. */
const LONGEST = 15_000;

/**
 * The voice of this device: the port if one was set, else a *local* voice of the browser, which needs
 * no internet. `null`: there is none, and the screen says so.
 */
export async function findVoice(language: 'zh' | 'en'): Promise<Voice | null> {
  const port = globalThis.oneWindowPorts?.voice;
  if (port) return port;
  if (!('speechSynthesis' in globalThis)) return null;
  const voice = (await localVoices()).find((candidate) => candidate.lang.toLowerCase().startsWith(language));
  return voice ? { speak: (text) => speakWith(voice, text) } : null;
}

/** Voices arrive late, and only once asked for. */
function localVoices(): Promise<SpeechSynthesisVoice[]> {
  const now = (): SpeechSynthesisVoice[] => speechSynthesis.getVoices().filter((voice) => voice.localService);
  if (now().length > 0) return Promise.resolve(now());
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      speechSynthesis.removeEventListener('voiceschanged', finish);
      resolve(now());
    };
    const timer = setTimeout(finish, 3000);
    speechSynthesis.addEventListener('voiceschanged', finish);
  });
}

function speakWith(voice: SpeechSynthesisVoice, text: string): Promise<void> {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    const finish = (): void => {
      clearTimeout(timer);
      resolve();
    };
    // Without a gesture Chromium reports `not-allowed`; the call stays on the screen either way.
    const timer = setTimeout(finish, LONGEST);
    utterance.onend = finish;
    utterance.onerror = finish;
    speechSynthesis.speak(utterance);
  });
}
