import { foldName } from "#lib/fold-words.ts";
import type { LibraryClient } from "./library-client.ts";
import { importReasons } from "./reasons.ts";
import type { CatalogueSearch } from "./skylight-catalogue.ts";
import type { Attempt } from "./write-albums.ts";

/** The ids in a library by those in an export. */
export interface ImportedIds {
  albums: ReadonlyMap<string | undefined, string>;
  images: ReadonlyMap<string | undefined, string>;
}

const IMAGE_MEMBERS = new Set(["nearDuplicateOf", "stackOf"]);
/** Of shares, which do not come along. */
const SHARE_MEMBERS = new Set(["addedThrough", "addedBy"]);

/** Saves the searches of an export that are not saved yet; returns how many. */
export async function saveSearches(
  searches: readonly CatalogueSearch[],
  ids: ImportedIds,
  library: LibraryClient,
  attempt: Attempt,
): Promise<number> {
  if (searches.length === 0) return 0;
  let saved = 0;
  const known = new Set((await library.listSearches()).map(toKey));
  const tags = new Map((await library.listTags()).map(({ id, name }) => [foldName(name), id]));
  for (const search of searches) {
    await attempt(`"${search.name}"`, async () => {
      const query = toQuery(search, { ...ids, tags });
      const wanted = { name: search.name, query };
      if (known.has(toKey(wanted))) return;
      await library.saveSearch(wanted);
      known.add(toKey(wanted));
      saved += 1;
    });
  }
  return saved;
}

/** @throws Error where it asks for something that is not in the library */
function toQuery(
  { query, tags: names = [] }: CatalogueSearch,
  { albums, images, tags }: ImportedIds & { tags: ReadonlyMap<string, string> },
): string {
  const parameters = new URLSearchParams(query);
  for (const [member, id] of [...parameters]) {
    if (SHARE_MEMBERS.has(member)) throw new Error(importReasons.searchNotMade);
    const ids = member === "album" ? albums : IMAGE_MEMBERS.has(member) ? images : undefined;
    if (ids) parameters.set(member, orThrow(ids.get(id)));
  }
  for (const name of names) parameters.append("tag", orThrow(tags.get(foldName(name))));
  return `${parameters}`;
}

function orThrow(id: string | undefined): string {
  if (id === undefined) throw new Error(importReasons.searchNotMade);
  return id;
}

/** The same for parameters in any order. */
function toKey({ name, query }: { name: string; query: string }): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return `${name}\n${parameters}`;
}
