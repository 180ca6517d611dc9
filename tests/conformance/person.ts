import { randomBytes } from 'node:crypto';

/** A browser profile with somebody signed in, as its requests show it. */
export interface Person {
  account: string;
  incarnation: string;
  headers: Record<string, string>;
}

/** Signs in over HTTP at a new PC. */
export async function signIn(base: string, account: string, password: string): Promise<Person> {
  const incarnation = randomBytes(15).toString('base64url');
  const response = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { origin: base },
    body: JSON.stringify({ account, password, incarnation }),
  });
  if (response.status !== 200) throw new Error(`sign-in of ${account}: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  return { account, incarnation, headers: { cookie, origin: base } };
}
