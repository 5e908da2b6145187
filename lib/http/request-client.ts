import { clientAddress } from "#app/_server/client-address.ts";
import type { Client } from "#lib/accounts/session.ts";
import type { WebConfig } from "#lib/config.ts";

/** Who asks, as a session of theirs is described by. */
export function requestClient(headers: Headers, config: Pick<WebConfig, "trustedProxyHops">): Client {
  return { address: clientAddress(headers, config), userAgent: headers.get("user-agent") };
}
