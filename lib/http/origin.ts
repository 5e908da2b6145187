const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a browser sent this request from one of our own pages: its Origin is the configured address or, where that
 * is this machine, another of its names. What the Host header says counts for nothing, since whoever points a name of
 * theirs at this address decides it. Without an Origin header the answer is no.
 */
export function isSameOrigin(request: Pick<Request, "headers">, appUrl: string): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && ownOrigins(appUrl).includes(origin);
}

/**
 * Whether a Host header may name this server. On this machine only its own names may (a foreign one is DNS rebinding);
 * behind proxies the header is theirs to choose, and no decision depends on it.
 */
export function isOwnHost(host: string | undefined, appUrl: string): boolean {
  const app = new URL(appUrl);
  if (!LOOPBACK_NAMES.includes(app.hostname)) return true;
  return host !== undefined && ownOrigins(appUrl).includes(`${app.protocol}//${host.toLowerCase()}`);
}

function ownOrigins(appUrl: string): string[] {
  const app = new URL(appUrl);
  if (!LOOPBACK_NAMES.includes(app.hostname)) return [app.origin];
  return LOOPBACK_NAMES.map((name) => new URL(`${app.protocol}//${name}${app.port ? `:${app.port}` : ""}`).origin);
}
