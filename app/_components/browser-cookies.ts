/*
 * Cookies by which a browser tells the server what a first page is to be rendered for. Whoever forges one sees a page
 * that is laid out or dated otherwise.
 */

/** How many pixels across its timeline has, for the rows. */
export const TIMELINE_WIDTH_COOKIE = "Skylight-Width";
/** How large its user has photos drawn: "small", "medium" or "large". */
export const DENSITY_COOKIE = "Skylight-Density";
/** Its time zone ("Europe/Oslo"), for what day it is. */
export const TIME_ZONE_COOKIE = "Skylight-Zone";
/** Whether the user has hidden the details of photos. */
export const DETAILS_COOKIE = "Skylight-Details";
export const HIDDEN = "hidden";
/** Whether the user has folded the rail of sections to icons. */
export const RAIL_COOKIE = "Skylight-Rail";
export const FOLDED = "folded";

const SECONDS = 365 * 24 * 60 * 60;

/** Has the browser send a value with its requests from now on. */
export function tellServer(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${SECONDS}; samesite=lax`;
}

/** What this browser sends with its requests, undefined where it was not told to. */
export function readCookie(name: string): string | undefined {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}
