import type { OwnChange } from "./change.ts";

/*
 * Lists are as new as the change feed, which is a moment behind. So that everyone sees their own changes at once,
 * whichever server answers, the answer to a change names it, and the next requests for lists say it again: API clients
 * in the header that it came in, browsers in a cookie that lives for a minute.
 */

/** Of answers that tell of changes, and of requests for lists; the cookie has the same name. */
export const OWN_CHANGES = "skylight-changes";
export const OWN_CHANGES_SECONDS = 60;
/** Some 3 KB; whoever changes more in a minute sees the first of them with the feed. */
const MAX_CHANGES = 100;
const CHANGE = /^([0-9A-HJKMNP-TV-Z]{26})\.(\d{1,9})$/;

/** Changed images as text, "<id>.<revision>~…", without characters that cookies refuse. */
export function formatOwnChanges(images: { id: string; revision: number }[]): string {
  return images.map(({ id, revision }) => `${id}.${revision}`).join("~");
}

/** The changes that a text names, each image once, the newest of too many; what is malformed is passed over. */
export function parseOwnChanges(text: string): OwnChange[] {
  const revisions = new Map<string, number>();
  for (const part of text.split("~")) {
    const [, id, revision] = CHANGE.exec(part) ?? [];
    if (id === undefined) continue;
    const known = revisions.get(id) ?? -1;
    // Last in the order that a Map keeps is what was changed last.
    revisions.delete(id);
    revisions.set(id, Math.max(known, Number(revision)));
  }
  return [...revisions].slice(-MAX_CHANGES).map(([id, revision]) => ({ kind: "image", id, revision }));
}
