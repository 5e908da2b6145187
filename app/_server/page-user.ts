import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { webServices } from "./web-services.ts";

/** The signed-in user of the page being rendered, or undefined; asked for once per request. */
export const findPageUser = cache(async (): Promise<User | undefined> => {
  const jar = await cookies();
  const found = await findRequestUser(webServices(), {
    authorization: null,
    cookie: (name) => jar.get(name)?.value,
  });
  return found?.user;
});

/** The signed-in user; visitors are sent to sign in and come back to `returnTo`, a path of this site. */
export async function requirePageUser(returnTo = "/"): Promise<User> {
  const user = await findPageUser();
  if (!user) redirect(returnTo === "/" ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  return user;
}
