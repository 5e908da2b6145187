import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UnreadableEntryError } from "#lib/imports/entry.ts";
import type { CallApi } from "#lib/imports/library-client.ts";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";

const MAX_ATTEMPTS = 7;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/** Of what becomes less as what is under way arrives, or as the server has room again. */
const PASSING_CODES = new Set(["too_many_open_uploads", "too_many_bulk_changes", "unavailable", "storage_full"]);

const loginSchema = z.object({ token: z.string() });
const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
const imageSchema = z.object({ id: z.string() });
const begunSchema = z.union([
  z.object({ image: imageSchema, duplicate: z.literal(true) }),
  z.object({
    image: imageSchema,
    upload: z.object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      expiresAt: z.string(),
    }),
  }),
]);
const batchSchema = z.object({
  results: z.array(z.union([begunSchema, z.object({ error: z.object({ code: z.string(), detail: z.string() }) })])),
});

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

export interface UploadedPhoto {
  outcome: "uploaded" | "duplicate";
  imageId: string;
}

/** What the server says of a photo that is announced: where to send it, or that it is there already. */
export type Begun = z.output<typeof begunSchema>;

export interface ApiClient {
  /** @throws RefusedError for wrong credentials; Error when the server cannot be reached */
  logIn(): Promise<void>;
  /**
   * Announces photos together, as many as one request takes. Answers in their order, with undefined for one that is to
   * be announced by itself. @throws RefusedError, or Error when all attempts failed
   */
  announce(photos: { photo: PlannedPhoto; sha256: string }[]): Promise<(Begun | RefusedError | undefined)[]>;
  /**
   * Announces a photo, unless `begun` is the answer to that, and sends it unless the server has it.
   * @throws RefusedError, FileChangedError, UnreadableEntryError, or Error when all attempts failed
   */
  upload(photo: PlannedPhoto, sha256: string, begun?: Begun): Promise<UploadedPhoto>;
  /** Any other call, tried again as uploads are. @throws RefusedError, or Error when all attempts failed */
  call: CallApi;
  /**
   * Asks for a file and hands its body to `save`, again from the beginning when that breaks off.
   * @throws RefusedError; what the file system refuses; Error when all attempts failed
   */
  download<Result>(path: string, save: (body: ReadableStream<Uint8Array>) => Promise<Result>): Promise<Result>;
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
  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    for (let isSecond = false; ; isSecond = true) {
      const used = token;
      try {
        const init = { method, signal, ...(body && { body: JSON.stringify(body) }) };
        return await request(`${options.url}${path}`, init, { authorization: `Bearer ${await used}` });
      } catch (error) {
        if (isSecond || !(error instanceof RefusedError) || error.code !== "unauthenticated") throw error;
        // Of several uploads that notice at once, the first signs in for all.
        if (token === used) await logIn();
      }
    }
  };

  const announceOne = async (photo: PlannedPhoto, sha256: string): Promise<Begun> => {
    const response = await send("POST", "/api/uploads", toAnnouncement(photo, sha256));
    return begunSchema.parse(await response.json());
  };

  const sendBegun = async (photo: PlannedPhoto, begun: Begun): Promise<UploadedPhoto> => {
    const imageId = begun.image.id;
    if ("duplicate" in begun) return { imageId, outcome: "duplicate" };
    return { imageId, outcome: await sendBytes(begun.upload, photo, signal) };
  };

  return {
    logIn,
    announce: (photos) =>
      retrying(signal, async () => {
        const uploads = photos.map(({ photo, sha256 }) => toAnnouncement(photo, sha256));
        const response = await send("POST", "/api/uploads/batch", { uploads });
        return batchSchema.parse(await response.json()).results.map((result) => {
          if (!("error" in result)) return result;
          const { code, detail } = result.error;
          return PASSING_CODES.has(code) ? undefined : new RefusedError(code, detail);
        });
      }),
    upload: (photo, sha256, begun) => {
      // Photos before it may have taken longer than its link lives, of which all would be sent for nothing.
      let announced = begun && "upload" in begun && Date.parse(begun.upload.expiresAt) < Date.now() ? undefined : begun;
      return retrying(signal, async () => {
        const current = announced ?? (await announceOne(photo, sha256));
        // Another attempt needs a link of its own.
        announced = undefined;
        return sendBegun(photo, current);
      });
    },
    call: (method, path, body) => retrying(signal, async () => (await send(method, path, body)).json()),
    download: (path, save) =>
      retrying(signal, async () => {
        const { body } = await send("GET", path);
        return save(body ?? new ReadableStream()).catch((error: unknown) => {
          signal.throwIfAborted();
          // What the file system refuses, it refuses again.
          if (error instanceof Error && "syscall" in error && "path" in error) throw error;
          throw new TransientError(`The download broke off: ${toReason(error)}`);
        });
      }),
  };
}

function toAnnouncement({ fileName, contentType, entry }: PlannedPhoto, sha256: string): object {
  return { fileName, contentType, bytes: entry.bytes, sha256 };
}

async function sendBytes(
  upload: { method: string; url: string; headers: Record<string, string> },
  { entry }: PlannedPhoto,
  signal: AbortSignal,
): Promise<"uploaded" | "duplicate"> {
  const body = await entry.open();
  if (body instanceof Blob && body.size !== entry.bytes) {
    throw new FileChangedError("The file changed while it was being imported");
  }
  // A stream tells nobody its length, which the signature is for.
  const headers = { ...upload.headers, "content-length": String(entry.bytes) };
  const init = { method: upload.method, headers, body, signal, duplex: "half" };
  let response: Response;
  try {
    response = await fetch(upload.url, init);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.cause instanceof UnreadableEntryError) throw error.cause;
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
  if (response.status >= 500 || response.status === 429 || PASSING_CODES.has(code) || !problem.success) {
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
