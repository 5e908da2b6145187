import "server-only";
import { cookies } from "next/headers";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import type { Visitor } from "#lib/shares/open-share.ts";
import { requestClient } from "./request-client.ts";
import { webServices } from "./web-services.ts";

/** Who asks for what is shared. */
export async function requestVisitor(headers: Headers): Promise<Visitor> {
  const jar = await cookies();
  return toVisitor(headers, (name) => jar.get(name)?.value);
}

/** The same where cookies are read in another way. */
export function toVisitor(headers: Headers, cookie: Visitor["cookie"]): Visitor {
  const services = webServices();
  const client = requestClient(headers, services.config);
  const authorization = headers.get("authorization");
  return {
    ...client,
    cookie,
    user: async () => (await findRequestUser(services, { authorization, cookie, address: client.address }))?.user,
  };
}
