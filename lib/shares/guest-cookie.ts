import { ulid } from "ulid";
import type { WebConfig } from "#lib/config.ts";
import type { Share } from "./share.ts";
import { API_PATHS } from "./visit-cookie.ts";

/*
 * Who adds photos through a share link has an id in a cookie, by which their photos belong together. It opens nothing
 * and nobody else learns it, so it is not signed.
 */

const MAX_AGE_SECONDS = 365 * 24 * 60 * 60;
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

const toName = ({ appUrl }: Pick<WebConfig, "appUrl">, { id }: Pick<Share, "id">) =>
  `${appUrl.startsWith("https:") ? "__Secure-" : ""}skylight.guest.${id}`;

/** The guest that a visitor is; undefined for one who has not added anything yet. */
export function readGuestId(
  config: Pick<WebConfig, "appUrl">,
  share: Pick<Share, "id">,
  cookie: (name: string) => string | undefined,
): string | undefined {
  const value = cookie(toName(config, share)) ?? "";
  return ULID.test(value) ? value : undefined;
}

export function createGuestId(): string {
  return ulid();
}

/** The values of `Set-Cookie` by which a guest is known the next time. */
export function toGuestCookies(
  config: Pick<WebConfig, "appUrl">,
  share: Pick<Share, "id">,
  token: string,
  guestId: string,
): string[] {
  const secure = config.appUrl.startsWith("https:") ? "; Secure" : "";
  return API_PATHS.map(
    (path) =>
      `${toName(config, share)}=${guestId}; Path=${path}/${token}; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
  );
}
