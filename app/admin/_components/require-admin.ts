import "server-only";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { findPageUser } from "#app/_server/page-user.ts";
import { requestActor } from "#app/_server/request-actor.ts";
import type { User } from "#lib/accounts/user.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";

/**
 * The admin who asks for the page. To everybody else the page does not exist. Each page asks for itself: a layout is
 * not rendered again when one goes from page to page.
 */
export async function requireAdmin(): Promise<{ user: User; by: RequestActor }> {
  const user = await findPageUser();
  if (user?.role !== "admin") notFound();
  return { user, by: requestActor(user, { headers: await headers() }) };
}
