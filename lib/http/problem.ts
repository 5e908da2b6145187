import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AppError, type ErrorCode, errorStatus, isAppError } from "#lib/errors.ts";
import { findGatewayRequestId, requestTraceId } from "./trace-id.ts";

/** RFC 9457 problem details. `code` is stable; `detail` is a sentence for people. */
export const problemSchema = z
  .looseObject({
    type: z.literal("about:blank").describe("`code` says what happened"),
    title: z.string(),
    status: z.int().meta({ minimum: 400, maximum: 599 }),
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "What went wrong (RFC 9457); members beyond these depend on the code." });

/**
 * The response for an error. Only an AppError's own words reach the client; anything else is logged under an id that
 * the client is given.
 */
export function problemResponse(error: unknown, request: Request): Response {
  if (isAppError(error)) return respond(error, error.status >= 500 ? { cause: error } : {}, request);
  const incident = randomUUID();
  return respond(
    new AppError("internal", "Something went wrong on our side.", { details: { incident } }),
    { cause: error, incident },
    request,
  );
}

function respond(error: AppError, log: { cause?: unknown; incident?: string }, request: Request): Response {
  if (log.cause !== undefined) {
    const { method, url, headers } = request;
    console.error(
      JSON.stringify({
        level: "ERROR",
        message: "request failed",
        method,
        path: new URL(url).pathname,
        incident: log.incident,
        traceId: requestTraceId(headers),
        gatewayRequestId: findGatewayRequestId(headers),
        reason: log.cause instanceof Error ? (log.cause.stack ?? log.cause.message) : String(log.cause),
      }),
    );
  }
  const { status, headers, body } = toProblem(error);
  return new Response(body, { status, headers });
}

/** The answer that an error becomes. A member `allow` of its details also becomes the header that RFC 9110 demands. */
export function toProblem(error: AppError): { status: number; headers: Record<string, string>; body: string } {
  const { retryAfterSeconds, allow } = error.details;
  return {
    status: error.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(typeof retryAfterSeconds === "number" ? { "retry-after": String(retryAfterSeconds) } : {}),
      ...(Array.isArray(allow) ? { allow: allow.join(", ") } : {}),
      ...(error.code === "unauthenticated" ? { "www-authenticate": "Bearer" } : {}),
    },
    body: JSON.stringify({
      ...error.details,
      type: "about:blank",
      title: error.code.replaceAll("_", " "),
      status: error.status,
      code: error.code,
      detail: error.message,
      ...(error.issues.length > 0 ? { issues: error.issues } : {}),
    }),
  };
}
