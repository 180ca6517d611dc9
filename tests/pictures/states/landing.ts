import type { Tour } from './tour.ts';

/** The door to all surfaces, and the rating device that nobody has called to. */
export async function landing({ stage, shot, inEnglish }: Tour): Promise<void> {
  const landing = await stage.device('window', '/');
  await landing.getByRole('heading', { level: 1 }).waitFor();
  await shot(landing, 'landing', true);
  await inEnglish(landing, async () => shot(landing, 'landing-en', true));
  await landing.setViewportSize({ width: 390, height: 844 });
  await shot(landing, 'landing-phone', true);
  const rate = await stage.device('window', '/window');
  await stage.signIn(rate, '0319');
  await rate.goto(`${stage.hall.url}/rate`);
  await rate.getByRole('heading', { level: 1 }).waitFor();
  await shot(rate, 'rate-idle');
}
