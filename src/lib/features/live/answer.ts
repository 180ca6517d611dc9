/** The refusal code of an HTTP answer; an answer without one is named by its status. */
export async function answerCode(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') return body.code;
  } catch {
    // Not JSON: a proxy's page, or nothing.
  }
  return `http-${response.status}`;
}
