import type { Client } from "#lib/accounts/session.ts";
import type { WebConfig } from "#lib/config.ts";
import { clientAddress } from "./client-address.ts";

/** Who asks, as a session of theirs is described by. */
export function requestClient(headers: Headers, config: Pick<WebConfig, "trustedProxyHops">): Client {
  return { address: clientAddress(headers, config), userAgent: headers.get("user-agent") };
}
