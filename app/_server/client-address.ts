import { UNKNOWN_ADDRESS } from "#lib/accounts/rate-limit.ts";
import type { WebConfig } from "#lib/config.ts";

/**
 * The address a request came from, for rate limits and the audit log: what the outermost of our own proxies wrote
 * down. Entries further left the client can write itself. UNKNOWN_ADDRESS where no proxy of ours stands in front.
 */
export function clientAddress(headers: Headers, { trustedProxyHops }: Pick<WebConfig, "trustedProxyHops">): string {
  if (trustedProxyHops === 0) return UNKNOWN_ADDRESS;
  const hops = headers.get("x-forwarded-for")?.split(",") ?? [];
  return hops.at(-trustedProxyHops)?.trim() || UNKNOWN_ADDRESS;
}
