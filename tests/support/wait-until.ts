const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;
const GROWTH = 1.2;

/**
 * What `check` returns, as soon as it returns something other than undefined and false.
 * @throws Error naming `what` when it does not do so in time
 */
export async function waitUntil<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; Date.now() < deadline; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * GROWTH)) {
    const askedAt = Date.now();
    const result = await check();
    if (result !== undefined && result !== false) return result;
    // What asks much would otherwise keep the processor from what it waits for.
    const tookMs = Date.now() - askedAt;
    await new Promise((resolve) => setTimeout(resolve, Math.max(pauseMs, 2 * tookMs)));
  }
  throw new Error(`Expected within ${timeoutMs / 1000} s: ${what}`);
}
