import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#app/_server/auth-options.ts";
import { AppError } from "#lib/errors.ts";
import { problemResponse } from "#lib/http/problem.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  // next-auth would write whatever anybody posts here into the server's log.
  if (nextauth[0] === "_log") return problemResponse(new AppError("not_found", "There is nothing here."), request);
  let refusal: AppError | undefined;
  const answer: Response = await NextAuth(
    request,
    context,
    authOptions((error) => {
      refusal = error;
    }),
  );
  return withRetryAfter(answer, refusal);
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

export { handle as GET, handle as POST };
