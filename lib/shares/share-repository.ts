import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { CONFLICT, retryOnConflict } from "#lib/database/compare-and-set.ts";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { keys, partitions, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { queryAll, queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { deleteItem, putIfAbsent, putItemIf, updateItem } from "#lib/database/write-items.ts";
import { type Share, shareSchema } from "./share.ts";

export type ShareId = Pick<Share, "ownerId" | "id">;

export async function createShare(database: Database, share: Share): Promise<void> {
  await putIfAbsent(database, { ...keys.share(share.ownerId, share.id), ...share, ...toDirectoryKeys(share) });
}

function toDirectoryKeys({ tokenHash, recipient, createdAt, id }: Share): Record<string, string> {
  if (tokenHash !== undefined) return { directoryPk: partitions.shareLink(tokenHash), directorySk: createdAt };
  if (recipient?.userId === undefined) return {};
  return { directoryPk: partitions.sharedWith(recipient.userId), directorySk: `${createdAt}#${id}` };
}

/** Undefined when there is none, when it is somebody else's, or when it cannot be read. */
export async function findShare(database: Database, { ownerId, id }: ShareId): Promise<Share | undefined> {
  const item = await findItem(database, keys.share(ownerId, id));
  return item && readOrLog(shareSchema, item);
}

/** Those of a user's shares that there are and that can be read, in no particular order. */
export async function findShares(database: Database, ownerId: string, ids: string[]): Promise<Share[]> {
  const wanted = ids.map((id) => keys.share(ownerId, id));
  const items = await getItems(database, wanted, { isConsistent: true });
  return items.flatMap((item) => readOrLog(shareSchema, item) ?? []);
}

/**
 * Owner and id of the share that a link leads to. The index may be a moment behind; read the share before trusting it.
 */
export async function findShareId(database: Database, tokenHash: string): Promise<ShareId | undefined> {
  const { items } = await queryPage(database, {
    index: "directory",
    where: "directoryPk = :pk",
    values: { ":pk": partitions.shareLink(tokenHash) },
    limit: 1,
  });
  const [item] = items;
  return item && { ownerId: String(item.ownerId), id: String(item.id) };
}

/**
 * A page of what is shared with a user, newest first. The index may be a moment behind; read a share before trusting
 * it.
 * @throws AppError `invalid_cursor`
 */
export async function listSharedWith(
  database: Database,
  userId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ ids: ShareId[]; nextCursor: string | undefined }> {
  const pk = partitions.sharedWith(userId);
  const { items, lastKey } = await queryPage(database, {
    index: "directory",
    where: "directoryPk = :pk",
    values: { ":pk": pk },
    isDescending: true,
    limit,
    startKey: decodeCursor(cursor, { attribute: "directoryPk", value: pk }),
  });
  const ids = items.map((item) => ({ ownerId: String(item.ownerId), id: String(item.id) }));
  return { ids, nextCursor: encodeCursor(lastKey) };
}

/** A page of a user's shares, newest first. @throws AppError `invalid_cursor` */
export async function listShares(
  database: Database,
  ownerId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ shares: Share[]; nextCursor: string | undefined }> {
  const { pk, sk: prefix } = keys.share(ownerId, "");
  const { items, lastKey } = await queryPage(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    values: { ":pk": pk, ":prefix": prefix },
    isConsistent: true,
    isDescending: true,
    limit,
    startKey: decodeCursor(cursor, { attribute: "pk", value: pk, holds: (sk) => sk.startsWith(prefix) }),
  });
  return { shares: items.flatMap((item) => readOrLog(shareSchema, item) ?? []), nextCursor: encodeCursor(lastKey) };
}

/** What a share is of and for whom, as far as telling one from another takes. */
export interface ShareTarget extends ShareId {
  kind: string;
  album: string | undefined;
  email: string | undefined;
}

/** All shares of a user, however large they are and whether or not the rest of them can be read. */
export async function listShareTargets(database: Database, ownerId: string): Promise<ShareTarget[]> {
  const { pk, sk: prefix } = keys.share(ownerId, "");
  const items = await queryAll(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    values: { ":pk": pk, ":prefix": prefix },
    attributes: "id, kind, recipient.email, #query.album",
    names: { "#query": "query" },
    isConsistent: true,
  });
  return items.map(({ id, kind, recipient, query }) => ({
    ownerId,
    id: String(id),
    kind: String(kind),
    album: query?.album,
    email: recipient?.email,
  }));
}

/** What its owner can change of a share. */
const settingNames = [
  "title",
  "frozenAt",
  "expiresAt",
  "passwordHash",
  "maxVisits",
  "rights",
  "maxAddedFiles",
  "maxAddedBytes",
] as const;
export type ShareSettings = Pick<Share, (typeof settingNames)[number]>;

/**
 * Replaces the settings of a share by what `next` makes of them, and leaves alone what counts its visits meanwhile.
 * Returns the share as it is then; undefined when there is none.
 * @throws AppError `unavailable` when others keep changing it
 */
export function changeShare(
  database: Database,
  id: ShareId,
  next: (share: Share) => ShareSettings,
): Promise<Share | undefined> {
  return retryOnConflict("The share", async () => {
    const before = await findShare(database, id);
    if (!before) return undefined;
    const settings = next(before);
    const given = settingNames.filter((name) => settings[name] !== undefined);
    const absent = settingNames.filter((name) => settings[name] === undefined);
    const update = new UpdateCommand({
      TableName: database.table,
      Key: keys.share(id.ownerId, id.id),
      UpdateExpression: `SET ${given.map((name) => `#${name} = :${name}, `).join("")}revision = :next${
        absent.length > 0 ? ` REMOVE ${absent.map((name) => `#${name}`).join(", ")}` : ""
      }`,
      ConditionExpression: "revision = :revision",
      ExpressionAttributeNames: Object.fromEntries(settingNames.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(given.map((name) => [`:${name}`, settings[name]])),
        ":revision": before.revision,
        ":next": before.revision + 1,
      },
      ReturnValues: "ALL_NEW",
    });
    const stored = await whenConditionHolds(database.client.send(update));
    return stored?.Attributes ? shareSchema.parse(stored.Attributes) : CONFLICT;
  });
}

export async function deleteShare(database: Database, { ownerId, id }: ShareId): Promise<void> {
  await deleteItem(database, keys.share(ownerId, id));
}

/** Counts a visit, provided that the share still is there and lets one more in. Returns whether it was counted. */
export async function countVisit(database: Database, { ownerId, id }: ShareId, at: string): Promise<boolean> {
  const counted = await updateItem(database, keys.share(ownerId, id), "SET lastVisitAt = :at ADD visits :one", {
    condition: "attribute_exists(pk) AND (attribute_not_exists(maxVisits) OR visits < maxVisits)",
    values: { ":at": at, ":one": 1 },
  });
  return counted !== undefined;
}

/** Whether a visitor was not marked before; marks them until a moment (seconds since the epoch). */
export async function claimVisit(
  database: Database,
  visitorHash: string,
  nowSeconds: number,
  untilSeconds: number,
): Promise<boolean> {
  const key = keys.visitMark(visitorHash);
  const mark = await findItem(database, key);
  if (mark && Number(mark[TTL_ATTRIBUTE]) > nowSeconds) return false;
  return putItemIf(
    database,
    { ...key, [TTL_ATTRIBUTE]: untilSeconds },
    {
      condition: "attribute_not_exists(pk) OR #ttl <= :now",
      names: { "#ttl": TTL_ATTRIBUTE },
      values: { ":now": nowSeconds },
    },
  );
}
