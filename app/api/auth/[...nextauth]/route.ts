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
  return NextAuth(request, context, authOptions());
}

export { handle as GET, handle as POST };
