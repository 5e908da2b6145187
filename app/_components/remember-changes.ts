import { EARLIER_OWN_CHANGES, OWN_CHANGES, OWN_CHANGES_SECONDS, toOwnChangeCookies } from "#lib/library/own-changes.ts";

/**
 * Keeps what an answer says of changes in two cookies, for the next lists. The page does so rather than the server,
 * since answers to several requests at once would each replace what the others set.
 */
export function rememberChanges({ headers }: Response): void {
  const changes = headers.get(OWN_CHANGES);
  if (changes === null) return;
  const { latest, earlier } = toOwnChangeCookies(
    `${readCookie(EARLIER_OWN_CHANGES)}~${readCookie(OWN_CHANGES)}~${changes}`,
  );
  writeCookie(OWN_CHANGES, latest);
  if (earlier !== "") writeCookie(EARLIER_OWN_CHANGES, earlier);
}

function readCookie(name: string): string {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1] ?? "";
}

function writeCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that are in use
  document.cookie = `${name}=${value}; Path=/; Max-Age=${OWN_CHANGES_SECONDS}; SameSite=Lax${secure}`;
}
