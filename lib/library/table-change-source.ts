import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { readEpoch } from "#lib/database/epoch.ts";
import { getItems } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { imageSchema } from "#lib/images/image.ts";
import { toListed } from "#lib/images/to-listed.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import type { Change } from "./change.ts";
import type { ChangeSource } from "./change-source.ts";

/** The first page of a library is shown when it is applied, so it is not as much as one answer holds. */
const REBUILD_PAGE = 500;

type Item = Record<string, unknown>;

/** The table as the library index reads it. */
export function createTableChangeSource(database: Database): ChangeSource {
  return {
    readEpoch: () => readEpoch(database),

    async readChanges(userId, sinceMs, cursor) {
      const pk = partitions.changes(userId);
      const page = await database.client.send(
        new QueryCommand({
          TableName: database.table,
          IndexName: "changes",
          KeyConditionExpression: "changesPk = :pk AND changesSk >= :since",
          ExpressionAttributeValues: { ":pk": pk, ":since": new Date(Math.max(sinceMs, 0)).toISOString() },
          ExclusiveStartKey: decodeCursor(cursor, { attribute: "changesPk", value: pk }),
        }),
      );
      return {
        changes: (page.Items ?? []).map(({ sk, changesSk, revision, listed }) => ({
          kind: "image",
          id: toImageId(sk),
          revision: Number(revision),
          changedAtMs: Date.parse(String(changesSk).split("#")[0] ?? ""),
          listed,
        })),
        nextCursor: encodeCursor(page.LastEvaluatedKey),
      };
    },

    async readItems(userId, references) {
      const wanted = references.filter(({ kind }) => kind === "image").map(({ id }) => keys.image(userId, id));
      return (await getItems(database, wanted, { isConsistent: true })).map(toChange);
    },

    async readAll(userId, cursor) {
      const { pk, sk: prefix } = keys.image(userId, "");
      const page = await database.client.send(
        new QueryCommand({
          TableName: database.table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
          ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: REBUILD_PAGE,
          ExclusiveStartKey: decodeCursor(cursor, { attribute: "pk", value: pk }),
        }),
      );
      return { changes: (page.Items ?? []).map(toChange), nextCursor: encodeCursor(page.LastEvaluatedKey) };
    },
  };
}

function toChange(item: Item): Change {
  return {
    kind: "image",
    id: toImageId(item.sk),
    revision: Number(item.revision),
    changedAtMs: typeof item.changedAt === "string" ? Date.parse(item.changedAt) : 0,
    listed: toListedOf(item),
  };
}

/** As this release makes it: an earlier one knew less of what lists need, or carried no `listed` at all. */
function toListedOf(item: Item): unknown {
  if (isTombstone(item) || item.removingSince !== undefined) return undefined;
  const image = readOrLog(imageSchema, item);
  return image ? toListed(image) : item.listed;
}

function toImageId(sk: unknown): string {
  return String(sk).slice(keys.image("", "").sk.length);
}
