import { formatOwnChanges, OWN_CHANGES, OWN_CHANGES_SECONDS, parseOwnChanges } from "#lib/library/own-changes.ts";

/**
 * Keeps what an answer says of changes in a cookie, for the next lists. The page does so rather than the server, since
 * answers to several requests at once would each replace what the others set.
 */
export function rememberChanges({ headers }: Response): void {
  const changes = headers.get(OWN_CHANGES);
  if (changes === null) return;
  const [, known = ""] = new RegExp(`(?:^|; )${OWN_CHANGES}=([^;]*)`).exec(document.cookie) ?? [];
  const value = formatOwnChanges(parseOwnChanges(`${known}~${changes}`));
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that are in use
  document.cookie = `${OWN_CHANGES}=${value}; Path=/; Max-Age=${OWN_CHANGES_SECONDS}; SameSite=Lax${secure}`;
}
