import { ApiError, callApi } from "#app/_components/call-api.ts";

/** With the waits between them some eight minutes. They are counted, not timed: a computer may sleep meanwhile. */
const MAX_TRIES = 20;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

/**
 * The answer of the API to a request that may be repeated, which is asked again while Skylight is busy or cannot be
 * reached: one page of a list of thousands must not end a download of hours. @throws ApiError in the end; AbortError
 * when the signal fires
 */
export async function callPatiently<Answer>(
  path: string,
  signal: AbortSignal,
  request: Parameters<typeof callApi>[1] = {},
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await callApi<Answer>(path, { ...request, signal });
    } catch (error) {
      if (signal.aborted || tries === MAX_TRIES || !isPassing(error)) throw error;
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MAX_WAIT_MS);
      await waitToRetry(Math.max(wait, Math.min(error.retryAfterMs ?? 0, MAX_WAIT_MS)), signal);
    }
  }
}

function isPassing(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

const ASK_LIBRARY_MS = 2_000;

/** Waits a moment while the server is reading a library, whose lists have gaps until then. @throws AbortError */
export function waitForLibrary(signal: AbortSignal): Promise<void> {
  return waitToRetry(ASK_LIBRARY_MS, signal);
}

/** Waits so long, and then until the browser has a network. @throws AbortError when the signal fires */
export async function waitToRetry(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  if (navigator.onLine === false && !signal.aborted) {
    await new Promise((resolve) => {
      window.addEventListener("online", resolve, { once: true, signal });
      signal.addEventListener("abort", resolve, { once: true });
    });
  }
  signal.throwIfAborted();
}
