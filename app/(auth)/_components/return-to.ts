/**
 * The path to go to after signing in: `given` when it is a path of this site, else the gallery. Absolute and
 * protocol-relative addresses are refused, so that a crafted link cannot send a freshly signed-in user elsewhere.
 */
export function safeReturnTo(given: string | string[] | undefined): string {
  if (typeof given !== "string" || !given.startsWith("/")) return "/";
  // Browsers read "\" as "/" and drop tabs and line breaks; URL does the same, so its verdict is theirs.
  const here = "http://skylight.invalid";
  const target = URL.canParse(given, here) ? new URL(given, here) : undefined;
  return target?.origin === here ? target.pathname + target.search + target.hash : "/";
}
