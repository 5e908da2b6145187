import { createHash, timingSafeEqual } from "node:crypto";
import type { WebConfig } from "#lib/config.ts";

/** Whether a request brings the token that METRICS_TOKEN sets; never where none is set. */
export function hasMetricsToken({ metricsToken }: Pick<WebConfig, "metricsToken">, request: Request): boolean {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  // Digests are of one length, as the comparison wants it, and tell nothing of the token's.
  return metricsToken !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(metricsToken));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
