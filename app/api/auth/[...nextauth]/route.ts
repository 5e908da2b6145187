import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#app/_server/auth-options.ts";
import { AppError } from "#lib/errors.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/request-body.ts";
import { MAX_AUTH_BYTES } from "#lib/http/request-rules.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * What our pages call. next-auth has more: `_log` writes whatever anybody posts into the server's log, and pages of its
 * own that ours replace.
 */
const calls = new Set([
  "GET csrf",
  "GET session",
  "GET providers",
  "GET signin",
  "GET error",
  "POST callback/credentials",
  "POST signout",
]);

async function handle(request: NextRequest, context: Context): Promise<Response> {
  try {
    const { nextauth } = await context.params;
    if (!calls.has(`${request.method} ${nextauth.join("/")}`))
      throw new AppError("not_found", "There is nothing here.");
    let refusal: AppError | undefined;
    const answer: Response = await NextAuth(
      await withReadBody(request),
      context,
      authOptions((error) => {
        refusal = error;
      }),
    );
    if (answer.status < 400 || answer.headers.get("content-type")?.includes("json")) {
      return withRetryAfter(answer, refusal);
    }
    throw new AppError("invalid_request", "This request cannot be used to sign in or out.");
  } catch (error) {
    return problemResponse(error, request);
  }
}

/** next-auth answers every refusal with 401; one that passes by itself says so, and when. */
function withRetryAfter(answer: Response, refusal: AppError | undefined): Response {
  const seconds = refusal?.details.retryAfterSeconds;
  // A form that was posted without scripts is sent back to the sign-in page.
  if (!refusal || typeof seconds !== "number" || answer.status !== 401) return answer;
  const headers = new Headers(answer.headers);
  headers.set("retry-after", String(seconds));
  return new Response(answer.body, { status: refusal.status, headers });
}

/** The same request with its body in memory, within our limit: next-auth reads whatever comes, to its end. */
async function withReadBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
    throw new AppError("unsupported_media_type", "Expected a form of type application/x-www-form-urlencoded.");
  }
  const body = await readBody(request, MAX_AUTH_BYTES);
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body: body as BodyInit });
}

export { handle as GET, handle as POST };
