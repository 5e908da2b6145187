import type { z } from "zod";
import { invalidCursor } from "#lib/cursor-text.ts";
import { AppError, type FieldIssue } from "#lib/errors.ts";

/** JSON bodies of ours are small; nothing bigger is read. */
export const MAX_JSON_BYTES = 256 * 1024;

/** What a form may add to its file: boundaries, headers and small fields. */
export const FORM_OVERHEAD_BYTES = 16 * 1024;
export const DIRECT_UPLOAD_HINT = " Larger files go through POST /api/uploads.";

const FORM_TYPE = "application/x-www-form-urlencoded";

export function isForm(request: Request): boolean {
  return request.headers.get("content-type")?.toLowerCase().startsWith(FORM_TYPE) ?? false;
}

/** The fields of a plain HTML form. @throws AppError `body_too_large`, `invalid_request` */
export async function readForm(request: Request): Promise<unknown> {
  const text = Buffer.from(await readBody(request, MAX_JSON_BYTES)).toString("utf8");
  return Object.fromEntries(new URLSearchParams(text));
}

/** @throws AppError `unsupported_media_type`, `body_too_large`, `invalid_request` */
export async function readJson(request: Request): Promise<unknown> {
  if (!request.headers.get("content-type")?.toLowerCase().startsWith("application/json")) {
    throw new AppError("unsupported_media_type", "Expected a body of type application/json.");
  }
  const text = Buffer.from(await readBody(request, MAX_JSON_BYTES)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not valid JSON.", { cause });
  }
}

/**
 * A request's body, read no further than its limit.
 * @throws AppError `body_too_large`; `invalid_request` when the client breaks off
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw bodyTooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyChunks(request)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The chunks of a request's body as they arrive. @throws AppError `invalid_request` when the client breaks off */
export async function* bodyChunks(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new AppError("invalid_request", "The request body ended early.", { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    // What is left unread is not waited for.
    reader.cancel().catch(() => {});
  }
}

export function bodyTooLarge(maxBytes: number, hint = ""): AppError {
  return new AppError("body_too_large", `The body is larger than ${maxBytes} bytes.${hint}`, { details: { maxBytes } });
}

/**
 * What the schema makes of a value; undefined without a schema. @throws AppError `invalid_request`, `invalid_cursor`,
 * `unsupported_format`
 */
export function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error);
}

/** A schema's refusal in our words; an unsupported content type keeps its own status, and a bad cursor its own code. */
export function invalidRequest(error: z.ZodError, at = ""): AppError {
  const issues: FieldIssue[] = error.issues.map((issue) => ({
    path: [at, ...issue.path.map(String)].filter(Boolean).join("."),
    message: issue.message,
  }));
  if (error.issues.every(({ path }) => path[0] === "cursor")) return invalidCursor(error);
  const unsupported = error.issues.every((issue) => issue.path.at(-1) === "contentType");
  return unsupported
    ? new AppError("unsupported_format", issues[0]?.message ?? "This type is not supported.", { issues })
    : new AppError("invalid_request", issues.map(({ path, message }) => `${path}: ${message}`).join("; "), { issues });
}
