/**
 * The address a request came from, for rate limits and the audit log: the last hop that a proxy of ours wrote down,
 * never the first, which the client can write itself. "local" where no proxy stands in front.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "local";
}
