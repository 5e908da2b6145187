import { openAsBlob } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { PhotoFile } from "./find-photos.ts";

const MAX_ATTEMPTS = 7;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

const loginSchema = z.object({ token: z.string() });
const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
const begunSchema = z.union([
  z.object({ duplicate: z.literal(true) }),
  z.object({
    upload: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) }),
  }),
]);

/** The server understood and declined; trying again changes nothing. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Something between here and there failed; trying again may help. */
class TransientError extends Error {
  override readonly name = "TransientError";
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The file is no longer what was announced. */
export class FileChangedError extends Error {
  override readonly name = "FileChangedError";
}

export interface ApiClient {
  /** @throws RefusedError for wrong credentials; Error when the server cannot be reached */
  logIn(): Promise<void>;
  /**
   * Announces a photo and sends it unless the server has it.
   * @throws RefusedError, FileChangedError, or Error when all attempts failed
   */
  upload(photo: PhotoFile, sha256: string): Promise<"uploaded" | "duplicate">;
}

export function createApiClient(options: {
  url: string;
  email: string;
  password: string;
  signal: AbortSignal;
}): ApiClient {
  const { signal } = options;
  let token: Promise<string> | undefined;

  const logIn = async () => {
    token = retrying(signal, async () => {
      const body = JSON.stringify({ email: options.email, password: options.password });
      const response = await request(`${options.url}/api/login`, { method: "POST", body, signal });
      return loginSchema.parse(await response.json()).token;
    });
    await token;
  };

  /** Sends JSON as the signed-in user; signs in again, once, when the session has ended meanwhile. */
  const post = async (path: string, body: object): Promise<Response> => {
    for (let isSecond = false; ; isSecond = true) {
      const used = token;
      try {
        const authorization = `Bearer ${await used}`;
        return await request(
          `${options.url}${path}`,
          { method: "POST", body: JSON.stringify(body), signal },
          { authorization },
        );
      } catch (error) {
        if (isSecond || !(error instanceof RefusedError) || error.code !== "unauthenticated") throw error;
        // Of several uploads that notice at once, the first signs in for all.
        if (token === used) await logIn();
      }
    }
  };

  const attemptUpload = async (photo: PhotoFile, sha256: string) => {
    const { fileName, contentType, bytes } = photo;
    const response = await post("/api/uploads", { fileName, contentType, bytes, sha256 });
    const begun = begunSchema.parse(await response.json());
    if ("duplicate" in begun) return "duplicate";
    return sendBytes(begun.upload, photo, signal);
  };

  return {
    logIn,
    upload: (photo, sha256) => retrying(signal, () => attemptUpload(photo, sha256)),
  };
}

async function sendBytes(
  upload: { method: string; url: string; headers: Record<string, string> },
  photo: PhotoFile,
  signal: AbortSignal,
): Promise<"uploaded" | "duplicate"> {
  const body = await openAsBlob(photo.path);
  if (body.size !== photo.bytes) throw new FileChangedError("The file changed while it was being imported");
  let response: Response;
  try {
    response = await fetch(upload.url, { method: upload.method, headers: upload.headers, body, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new TransientError(`Storage could not be reached: ${toReason(error)}`);
  }
  const answer = await response.text();
  if (response.ok) return "uploaded";
  // These very bytes have already arrived, by an attempt whose answer was lost or an import that was stopped.
  if (response.status === 412) return "duplicate";
  if (answer.includes("BadDigest")) throw new FileChangedError("The file changed while it was being imported");
  // The next attempt asks for a new link, so an expired one is no reason to give up.
  throw new TransientError(`Storage answered ${response.status}`);
}

/** @throws RefusedError, TransientError */
async function request(url: string, init: RequestInit, headers: Record<string, string> = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: { "content-type": "application/json", ...headers } });
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new TransientError(`${new URL(url).origin} could not be reached: ${toReason(error)}`);
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  const code = problem.success ? problem.data.code : "unknown";
  const issues = problem.success ? (problem.data.issues ?? []) : [];
  const detail = problem.success ? problem.data.detail : `The server answered ${response.status}`;
  const message = [detail, ...issues.map((issue) => `${issue.path}: ${issue.message}`)].join(" ");
  // Open uploads become fewer as those under way arrive.
  if (response.status >= 500 || response.status === 429 || code === "too_many_open_uploads" || !problem.success) {
    const seconds = Number(response.headers.get("retry-after"));
    throw new TransientError(message, seconds > 0 ? seconds * 1000 : undefined);
  }
  throw new RefusedError(code, message);
}

async function retrying<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError) || count === MAX_ATTEMPTS) throw error;
      const backoff = Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), MAX_PAUSE_MS);
      await sleep(error.retryAfterMs ?? backoff * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}

function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : error.message;
}
