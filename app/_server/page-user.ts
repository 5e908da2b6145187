import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findRequestUser, type RequestUser } from "#lib/accounts/request-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { clientAddress } from "./client-address.ts";
import { webServices } from "./web-services.ts";

/** The user and session of the page being rendered, or undefined; asked for once per request. */
export const findPageSession = cache(async (): Promise<RequestUser | undefined> => {
  const services = webServices();
  const jar = await cookies();
  return findRequestUser(services, {
    authorization: null,
    cookie: (name) => jar.get(name)?.value,
    address: clientAddress(await headers(), services.config),
  });
});

/** The signed-in user of the page being rendered, or undefined. */
export async function findPageUser(): Promise<User | undefined> {
  return (await findPageSession())?.user;
}

/** The signed-in user; visitors are sent to sign in and come back to `returnTo`, a path of this site. */
export async function requirePageUser(returnTo = "/"): Promise<User> {
  const user = await findPageUser();
  if (!user) redirect(returnTo === "/" ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  return user;
}
