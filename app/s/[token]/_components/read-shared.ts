import "server-only";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requestVisitor } from "#app/_server/request-visitor.ts";
import { webServices } from "#app/_server/web-services.ts";
import { type AppError, isAppError } from "#lib/errors.ts";
import { openShare } from "#lib/shares/open-share.ts";
import { viewShared } from "#lib/shares/view-shared-images.ts";

/**
 * What a link shows, or that it is locked; every link that does not work is the same 404. Asked for once per request.
 */
export const readShared = cache(async (token: string) => {
  const askedAtMs = Date.now();
  const services = webServices();
  const visitor = await requestVisitor(await headers());
  try {
    const found = await openShare(services, token, visitor);
    return { ...found, visitor, shared: await viewShared(services, found, askedAtMs), askedAtMs };
  } catch (error) {
    if (isAppError(error, "share_locked")) return { needsPassword: error.details.needsPassword === true };
    throw orNotFound(error);
  }
});

/** Shows the page of links that do not work for what is not there. Returns every other error. */
export function orNotFound(error: unknown): AppError | unknown {
  if (isAppError(error, "not_found") || isAppError(error, "invalid_cursor")) notFound();
  return error;
}
