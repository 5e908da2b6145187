import { AppError } from "#lib/errors.ts";
import { problemResponse } from "#lib/http/problem.ts";

/** What no other route takes: API clients get a problem document, not a page. */
function handle(request: Request): Response {
  return problemResponse(new AppError("not_found", "There is no such path in this API. See /docs/api."), request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
