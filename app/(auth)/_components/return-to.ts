/** An origin that nothing else has, so that whatever a URL parser keeps on it is a path of this site. */
const HERE = "http://skylight.invalid";

/**
 * The path to go to after signing in: `given` when it is a path of this site, else the gallery. Absolute and
 * protocol-relative addresses are refused, so that a crafted link cannot send a freshly signed-in user elsewhere.
 */
export function safeReturnTo(given: string | string[] | undefined): string {
  if (typeof given !== "string" || !given.startsWith("/")) return "/";
  // Browsers read "\" as "/", drop tabs and line breaks and resolve dots; URL does the same, so its verdict is theirs.
  const path = toOwnPath(given);
  // "/.//elsewhere" is a path of ours until its dots are resolved; what is left then names another host.
  return path !== undefined && toOwnPath(path) === path ? path : "/";
}

function toOwnPath(address: string): string | undefined {
  const target = URL.canParse(address, HERE) ? new URL(address, HERE) : undefined;
  return target?.origin === HERE ? target.pathname + target.search + target.hash : undefined;
}

/** The sign-in page, which leads back to `returnTo`. */
export function signInPath(returnTo: string): string {
  return returnTo === "/" ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`;
}
