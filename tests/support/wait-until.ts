const PAUSE_MS = 20;

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
  while (Date.now() < deadline) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Expected within ${timeoutMs / 1000} s: ${what}`);
}
