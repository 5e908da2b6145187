import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { getName, type LeftOutEntry } from "#lib/imports/entry.ts";
import type { WordsFailure } from "#lib/imports/write-words.ts";
import { sayReason } from "./say-reason.ts";
import type { UploadItem } from "./upload-store.ts";

/** The line of the list of uploads for a file that is not sent, or of which something is to be said. */
export function toSkipped(key: string, line: LeftOutEntry): UploadItem {
  const path = toPath(line);
  const file = { name: getName(path), size: 0, type: "" };
  return {
    key,
    file,
    content: new Blob(),
    path,
    contentType: "",
    phase: "skipped",
    sentBytes: 0,
    message: sayReason(line.reason),
    isOfImport: true,
  };
}

/** The line for what an import could not do; albums and tags are named as they are, also with "/" in their names. */
export function toFailed(key: string, failure: WordsFailure): UploadItem {
  const { path, reason, notAdded, noRoom } = failure;
  const t = browserTranslations("imports");
  const item = toSkipped(key, { part: "", path, reason });
  const label = nameCollections(failure);
  return {
    ...item,
    ...(label === undefined ? {} : { path: label, file: { ...item.file, name: label } }),
    ...(notAdded === undefined ? {} : { message: t("notAdded", { count: notAdded }) }),
    ...(noRoom === undefined ? {} : { message: t(noRoom.kind === "album" ? "fullOfAlbums" : "fullOfTags", noRoom) }),
  };
}

function nameCollections({ collection, noRoom }: WordsFailure): string | undefined {
  const t = browserTranslations("imports");
  const account = browserTranslations("account");
  if (collection) return t(collection.kind === "album" ? "albumNamed" : "tagNamed", { name: collection.name });
  return noRoom && `${account(noRoom.kind === "album" ? "albums" : "tags", noRoom)}: ${noRoom.names}`;
}

/** The path of a file for people, with the archive that it is in. */
export function toPath({ part, path }: Pick<LeftOutEntry, "part" | "path">): string {
  return [part, path].filter((name) => name !== "").join("/");
}
