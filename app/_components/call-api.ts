import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { INTENDED_USER } from "#lib/accounts/intended-user.ts";
import { rememberChanges } from "./remember-changes.ts";

/** Has an event "request" for each that got no answer at all. */
export const unanswered = new EventTarget();

/** What the API answered instead of success, or that nothing answered (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly issues: { path: string; message: string }[];
  /** Further members of the problem document, such as `quotaBytes`. */
  readonly details: Record<string, unknown>;
  /** What the answer's Retry-After asks for, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    given: {
      status: number;
      code: string;
      issues?: { path: string; message: string }[];
      details?: Record<string, unknown>;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: given.cause });
    this.status = given.status;
    this.code = given.code;
    this.issues = given.issues ?? [];
    this.details = given.details ?? {};
    this.retryAfterMs = given.retryAfterMs;
  }
}

interface ApiRequest {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Whether an answer that the server says has not changed is taken from the browser's cache. */
  isRevalidated?: boolean;
  /** Whom the request is for, where another person may have signed in meanwhile, which is refused then. */
  userId?: string | undefined;
}

/**
 * Calls Skylight's own API with the cookie session. Returns the parsed body, undefined for 204.
 * @throws ApiError for a refusal (RFC 9457) and for no answer at all; AbortError when the signal fires
 */
export async function callApi<Answer>(
  path: string,
  { method = "GET", body, signal, isRevalidated, userId }: ApiRequest = {},
): Promise<Answer> {
  const response = await send(path, { method, body, signal, isRevalidated: isRevalidated ?? false, userId });
  rememberChanges(response);
  // A connection that breaks in the middle of an answer has brought none.
  const text = await response.text().catch((cause) => fail(cause, signal));
  const answer = parseJson(text);
  if (response.ok) return answer as Answer;
  throw toApiError(response, answer);
}

async function send(path: string, { method, body, signal, isRevalidated, userId }: ApiRequest): Promise<Response> {
  try {
    return await fetch(path, {
      method: method ?? "GET",
      cache: isRevalidated ? "no-cache" : "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(userId === undefined ? {} : { [INTENDED_USER]: userId }),
      },
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    return fail(cause, signal);
  }
}

/** @throws ApiError, or `cause` where the signal fired */
function fail(cause: unknown, signal: AbortSignal | undefined): never {
  if (signal?.aborted) throw cause;
  unanswered.dispatchEvent(new Event("request"));
  throw new ApiError(browserTranslations("problems")("unreachable"), { status: 0, code: "unreachable", cause });
}

function toApiError(response: Response, answer: unknown): ApiError {
  const problem = (typeof answer === "object" && answer !== null ? answer : {}) as Record<string, unknown>;
  const seconds = Number(response.headers.get("retry-after"));
  const code = typeof problem.code === "string" ? problem.code : "internal";
  const said = typeof problem.detail === "string" ? problem.detail : browserTranslations("problems")("failed");
  const issues: ApiError["issues"] = Array.isArray(problem.issues) ? problem.issues : [];
  return new ApiError(inOwnLanguage(code, said), {
    status: response.status,
    code,
    issues: issues.map(({ path, message }) => ({ path, message: inOwnLanguage("field", message) })),
    details: problem,
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
  });
}

/** What the page's language says by that code, else what the API said. */
function inOwnLanguage(code: string, said: string): string {
  const refusals = browserTranslations("refusals");
  return refusals.has(code) ? refusals(code) : said;
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A sentence for people about whatever was thrown. */
export function toErrorMessage(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return browserTranslations("problems")("ended");
  if (error instanceof ApiError) return error.message;
  return browserTranslations("problems")("other");
}
