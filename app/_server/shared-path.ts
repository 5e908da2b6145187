import "server-only";
import type { NextRequest } from "next/server";
import { isAppError } from "#lib/errors.ts";
import { openShare } from "#lib/shares/open-share.ts";
import { requireShown } from "#lib/shares/view-shared-images.ts";
import { toVisitor } from "./request-visitor.ts";
import { webServices } from "./web-services.ts";

const SHARED_PATH = /^\/s\/([^/]+)(?:\/([^/]+))?$/;

/**
 * Whether a path is one of a share link that leads nowhere. Pages decide that for themselves as well, but what Next
 * then sends is empty without scripts; so the proxy shows the page of what is missing instead.
 */
export async function isDeadShareLink({ nextUrl, headers, cookies }: NextRequest): Promise<boolean> {
  const [, token, imageId] = SHARED_PATH.exec(nextUrl.pathname) ?? [];
  if (token === undefined) return false;
  const services = webServices();
  const visitor = toVisitor(headers, (name) => cookies.get(name)?.value);
  try {
    const { viewer } = await openShare(services, token, visitor);
    // No more than tells whether it leads somewhere: the page asks for what it shows.
    if (imageId !== undefined) await requireShown(services, viewer, imageId);
    return false;
  } catch (error) {
    return isAppError(error, "not_found");
  }
}
