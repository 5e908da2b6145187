import type { z } from "zod";
import { AppError, type FieldIssue } from "#lib/errors.ts";

/** JSON bodies of ours are small; nothing bigger is read. */
const MAX_JSON_BYTES = 256 * 1024;

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
 * @throws AppError `body_too_large`
 */
export async function readBody(request: Request, maxBytes: number, hint = ""): Promise<Uint8Array> {
  const tooLarge = () =>
    new AppError("body_too_large", `The body is larger than ${maxBytes} bytes.${hint}`, { details: { maxBytes } });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What the schema makes of a value; undefined without a schema. @throws AppError `invalid_request`, `unsupported_format` */
export function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error);
}

/** A schema's refusal in our words; an unsupported content type keeps its own status. */
export function invalidRequest(error: z.ZodError, at = ""): AppError {
  const issues: FieldIssue[] = error.issues.map((issue) => ({
    path: [at, ...issue.path.map(String)].filter(Boolean).join("."),
    message: issue.message,
  }));
  const unsupported = error.issues.every((issue) => issue.path.at(-1) === "contentType");
  return unsupported
    ? new AppError("unsupported_format", issues[0]?.message ?? "This type is not supported.", { issues })
    : new AppError("invalid_request", issues.map(({ path, message }) => `${path}: ${message}`).join("; "), { issues });
}
