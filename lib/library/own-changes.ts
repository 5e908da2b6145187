import { type ChangeKind, changeKinds, type OwnChange } from "./change.ts";

/*
 * Lists are as new as the change feed, which is a moment behind. So that everyone sees their own changes at once,
 * whichever server answers, the answer to a change names it, and the next requests for lists say it again: API clients
 * in the header that it came in, browsers in a cookie that lives for a minute.
 */

/** Of answers that tell of changes, and of requests for lists; the cookie of the latest has the same name. */
export const OWN_CHANGES = "skylight-changes";
/** The cookie of those before the latest: one holds 4 KB. */
export const EARLIER_OWN_CHANGES = "skylight-changes-earlier";
export const OWN_CHANGES_SECONDS = 60;
/**
 * As many as one call changes before its answer, some 6 KB; whoever changes more in a minute sees the first of them
 * with the feed.
 */
const MAX_OWN_CHANGES = 200;
const MAX_PER_COOKIE = 100;
const CHANGE = /^([at]-)?([0-9A-HJKMNP-TV-Z]{26})\.(\d{1,9})$/;
const prefixes: Record<ChangeKind, string> = { image: "", album: "a-", tag: "t-" };

/**
 * The last changes as text, "<id>.<revision>~a-<id of an album>.<revision>~…", without characters that cookies refuse.
 */
export function formatOwnChanges(changes: { kind?: ChangeKind; id: string; revision: number }[]): string {
  return changes
    .slice(-MAX_OWN_CHANGES)
    .map(({ kind = "image", id, revision }) => `${prefixes[kind]}${id}.${revision}`)
    .join("~");
}

/** The changes that a text names, each item once, the newest of too many; what is malformed is passed over. */
export function parseOwnChanges(text: string): OwnChange[] {
  const revisions = new Map<string, number>();
  for (const part of text.split("~")) {
    const [, prefix = "", id, revision] = CHANGE.exec(part) ?? [];
    if (id === undefined) continue;
    const item = prefix + id;
    const known = revisions.get(item) ?? -1;
    // Last in the order that a Map keeps is what was changed last.
    revisions.delete(item);
    revisions.set(item, Math.max(known, Number(revision)));
  }
  return [...revisions].slice(-MAX_OWN_CHANGES).map(([item, revision]) => {
    const kind = changeKinds.find((one) => prefixes[one] !== "" && item.startsWith(prefixes[one])) ?? "image";
    return { kind, id: item.slice(prefixes[kind].length), revision };
  });
}

/** What a text names as the values of both cookies. */
export function toOwnChangeCookies(text: string): { latest: string; earlier: string } {
  const changes = parseOwnChanges(text);
  return {
    latest: formatOwnChanges(changes.slice(-MAX_PER_COOKIE)),
    earlier: formatOwnChanges(changes.slice(0, -MAX_PER_COOKIE)),
  };
}
