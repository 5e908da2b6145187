import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { waitToRetry } from "./try-again.ts";

const MAX_TRIES = 4;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;
const UNAUTHORISED = 401;
const NOT_FOUND = 404;

/** A file that could not be fetched. `message` says why, for people. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** There is no such file any more. */
export class GoneError extends FileError {}

/** Whoever downloads may not do so any more, so that no further file can be had. */
export class EndedError extends FileError {}

/** The answer with a file in it, after some tries. @throws FileError, EndedError; AbortError when the signal fires */
export async function fetchFile(href: string, signal: AbortSignal, from = 0): Promise<Response> {
  const t = browserTranslations("download");
  let reason = "";
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (tries > 0) await waitToRetry(FIRST_WAIT_MS * 2 ** tries, signal);
    const response = await fetch(href, {
      signal,
      ...(from > 0 ? { headers: { range: `bytes=${from}-` } } : {}),
    }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
    if (response?.ok && (from === 0 || response.status === 206)) return response;
    await response?.body?.cancel();
    if (response?.status === UNAUTHORISED) throw new EndedError(t("ended"));
    if (response?.status === NOT_FOUND) throw new GoneError(t("gone"));
    if (response && response.status < 500 && response.status !== 429)
      throw new FileError(t("refused", { status: response.status }));
    const seconds = Number(response?.headers.get("retry-after"));
    if (seconds > 0) await waitToRetry(Math.min(seconds * 1000, MAX_WAIT_MS), signal);
    reason = response ? t("busy", { status: response.status }) : t("broke");
  }
  throw new FileError(reason);
}

/**
 * The bytes of a file whose first answer is there; after a break the rest is asked for. @throws FileError, AbortError
 */
export async function* readFile(href: string, first: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const length = Number(first.headers.get("content-length") ?? Number.NaN);
  let read = 0;
  let response = first;
  for (let breaks = 0; ; breaks++) {
    try {
      for await (const chunk of readBody(response)) {
        read += chunk.byteLength;
        yield chunk;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      // There is nothing left that could be asked for.
      if (read === length) return;
      if (breaks === MAX_TRIES) throw new FileError(browserTranslations("download")("broke"));
    }
    response = await fetchFile(href, signal, read);
  }
}

/** Reads a body; browsers do not all let one be iterated. */
async function* readBody({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** The name under which a signed link saves its file (RFC 8187), as the link that was followed says. */
export function readSavedName(url: string): string | undefined {
  const disposition = URL.canParse(url) ? new URL(url).searchParams.get("response-content-disposition") : null;
  const exact = /filename\*=UTF-8''([^;]*)/.exec(disposition ?? "")?.[1];
  try {
    return exact === undefined ? undefined : decodeURIComponent(exact);
  } catch {
    return undefined;
  }
}
