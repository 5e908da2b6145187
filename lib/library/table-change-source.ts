import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { readEpoch } from "#lib/database/epoch.ts";
import { getItems } from "#lib/database/get-items.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { queryAll, queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { toCollectionKey } from "#lib/images/collection-item.ts";
import { imageSchema } from "#lib/images/image.ts";
import { toListed } from "#lib/images/to-listed.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import type { Change, ChangeKind, ItemReference } from "./change.ts";
import type { ChangeSource } from "./change-source.ts";
import { readWalkDigest } from "./walk-digest-repository.ts";

/** The first page of a library is shown when it is applied, so it is not as much as one answer holds. */
const REBUILD_PAGE = 500;

type Item = Record<string, unknown>;

/** The table as the library index reads it. */
export function createTableChangeSource(database: Database): ChangeSource {
  return {
    readEpoch: () => readEpoch(database),
    readWalkDigest: (userId) => readWalkDigest(database, userId),

    async readChanges(userId, sinceMs, cursor) {
      const pk = partitions.changes(userId);
      const page = await queryPage(database, {
        index: "changes",
        where: "changesPk = :pk AND changesSk >= :since",
        values: { ":pk": pk, ":since": new Date(Math.max(sinceMs, 0)).toISOString() },
        startKey: decodeCursor(cursor, { attribute: "changesPk", value: pk }),
      });
      return {
        changes: page.items.map(({ sk, changesSk, revision, listed }) => ({
          ...toReference(sk),
          revision: Number(revision),
          changedAtMs: Date.parse(String(changesSk).split("#")[0] ?? ""),
          listed,
        })),
        nextCursor: encodeCursor(page.lastKey),
      };
    },

    async readItems(userId, references) {
      const wanted = references.map(({ kind, id }) => toKey(userId, kind, id));
      return (await getItems(database, wanted, { isConsistent: true })).map(toChange);
    },

    async readAll(userId, cursor) {
      // Their names first, all of them with the first page: there are few beside the images.
      const collections = cursor === undefined ? await readCollections(database, userId) : [];
      const { pk, sk: prefix } = keys.image(userId, "");
      const page = await queryPage(database, {
        where: "pk = :pk AND begins_with(sk, :prefix)",
        values: { ":pk": pk, ":prefix": prefix },
        isConsistent: true,
        isDescending: true,
        limit: REBUILD_PAGE,
        startKey: decodeCursor(cursor, { attribute: "pk", value: pk }),
      });
      const changes = [...collections, ...page.items].map(toChange);
      return { changes, nextCursor: encodeCursor(page.lastKey) };
    },
  };
}

/** The item of an image, album or tag as the index takes it in. */
export function toChange(item: Item): Change {
  return {
    ...toReference(item.sk),
    revision: Number(item.revision),
    changedAtMs: typeof item.changedAt === "string" ? Date.parse(item.changedAt) : 0,
    listed: toListedOf(item),
  };
}

/** As this release makes it: an earlier one knew less of what lists need, or carried no `listed` at all. */
function toListedOf(item: Item): unknown {
  if (isTombstone(item) || item.removingSince !== undefined) return undefined;
  if (toReference(item.sk).kind !== "image") return item.listed;
  const image = readOrLog(imageSchema, item);
  return image ? toListed(image) : item.listed;
}

/** Items of all albums and tags of a user, tombstones included. */
export async function readCollections(database: Database, userId: string): Promise<Item[]> {
  const read = ({ pk, sk }: Key) =>
    queryAll(database, {
      where: "pk = :pk AND begins_with(sk, :prefix)",
      values: { ":pk": pk, ":prefix": sk },
      isConsistent: true,
    });
  return [...(await read(keys.album(userId, ""))), ...(await read(keys.tag(userId, "")))];
}

function toKey(userId: string, kind: ChangeKind, id: string): Key {
  return kind === "image" ? keys.image(userId, id) : toCollectionKey({ kind, ownerId: userId, id });
}

const kindsByPrefix: Record<string, ChangeKind> = { IMAGE: "image", ALBUM: "album", TAG: "tag" };

function toReference(sortKey: unknown): ItemReference {
  const [prefix = "", id = ""] = String(sortKey).split("#");
  return { kind: kindsByPrefix[prefix] ?? "image", id };
}
