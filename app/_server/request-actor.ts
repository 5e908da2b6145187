import "server-only";
import type { User } from "#lib/accounts/user.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { clientAddress } from "./client-address.ts";
import { webServices } from "./web-services.ts";

/** The signed-in user and the address of their request, for the audit log. */
export function requestActor(user: User, { headers }: Pick<Request, "headers">): RequestActor {
  return { actor: userActor(user), address: clientAddress(headers, webServices().config) };
}
