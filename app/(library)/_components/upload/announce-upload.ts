import { ApiError, callApi } from "#app/_components/call-api.ts";
import type { ImageView } from "#lib/images/image-view.ts";

export interface UploadAnnouncement {
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
}

export type AnnouncedUpload =
  | { image: ImageView; duplicate: true }
  | { image: ImageView; duplicate?: never; upload: { url: string; headers: Record<string, string> } };

const ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;

/**
 * Announces a file where uploads are announced, `path`. Returns the answer. Tries again, ever more slowly, when the
 * network or the server fails or asks to slow down.
 * @throws ApiError when refused or when every attempt failed; AbortError when the signal fires
 */
export async function announceUpload<Answer>(
  announcement: UploadAnnouncement,
  signal: AbortSignal,
  path: string,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await callApi<Answer>(path, { method: "POST", body: announcement, signal });
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof ApiError) || !isTransient(error)) throw error;
      const backoff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      await wait(error.retryAfterMs ?? backoff, signal);
    }
  }
}

function isTransient({ status }: ApiError): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
