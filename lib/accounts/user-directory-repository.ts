import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, decodeStartKey, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { type User, userSchema } from "./user.ts";

/**
 * A page of all users by e-mail address, those only that begin with `prefix`; an item that is no user is left out.
 * @throws AppError `invalid_cursor`
 */
export async function listUsers(
  database: Database,
  query: { prefix: string; limit: number; cursor?: string | undefined },
): Promise<{ users: User[]; nextCursor: string | undefined }> {
  const page = await queryPage(database, {
    index: "directory",
    where: `directoryPk = :pk${query.prefix ? " AND begins_with(directorySk, :prefix)" : ""}`,
    values: { ":pk": partitions.users(), ...(query.prefix ? { ":prefix": query.prefix } : {}) },
    limit: query.limit,
    startKey: decodeCursor(query.cursor, {
      attribute: "directoryPk",
      value: partitions.users(),
      holds: (email) => email.startsWith(query.prefix),
    }),
  });
  return {
    users: page.items.flatMap((item) => userSchema.safeParse(item).data ?? []),
    nextCursor: encodeCursor(page.lastKey),
  };
}

/**
 * The ids of users whose e-mail addresses come after one and not after another, whether or not their records can be
 * read. Without `through` there are at most `limit`, and the answer says where this page ends: undefined when it is the
 * last one.
 */
export async function listDirectory(
  database: Database,
  query: { after: string | undefined; through: string | undefined; limit: number },
): Promise<{ userIds: string[]; through: string | undefined }> {
  const { after = " ", through } = query;
  const userIds: string[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await queryPage(database, {
      index: "directory",
      where: `directoryPk = :pk AND directorySk ${through === undefined ? "> :after" : "BETWEEN :after AND :through"}`,
      values: {
        ":pk": partitions.users(),
        ":after": after,
        ...(through === undefined ? {} : { ":through": through }),
      },
      limit: query.limit,
      startKey,
    });
    for (const { pk, directorySk } of page.items) {
      if (directorySk !== after) userIds.push(String(pk).slice(keys.user("").pk.length));
    }
    startKey = page.lastKey;
  } while (startKey && through !== undefined);
  return { userIds, through: through ?? (startKey && String(startKey.directorySk)) };
}

/** A user as stored, for checks. */
export interface StoredUser {
  userId: string;
  /** Undefined when what is stored cannot be read as a user. */
  user: User | undefined;
  isInDirectory: boolean;
}

/** One user as stored, for checks; undefined when there is none. */
export async function findStoredUser(database: Database, userId: string): Promise<StoredUser | undefined> {
  const item = await findItem(database, keys.user(userId));
  return item && toStoredUser(item);
}

function toStoredUser(item: Record<string, unknown>): StoredUser {
  const user = userSchema.safeParse(item).data;
  const isListed = item.directoryPk === partitions.users();
  return {
    userId: String(item.pk).slice(keys.user("").pk.length),
    user,
    isInDirectory: isListed && (user === undefined || item.directorySk === user.email),
  };
}

/**
 * Users in no particular order, read from the table itself and not from an index. A page holds as many as stand among
 * `limit` items, often none. @throws AppError `invalid_cursor`
 */
export async function scanUsers(
  database: Database,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ users: StoredUser[]; nextCursor: string | undefined }> {
  const page = await database.client.send(
    new ScanCommand({
      TableName: database.table,
      FilterExpression: "sk = :profile AND begins_with(pk, :user)",
      ExpressionAttributeValues: { ":profile": keys.user("").sk, ":user": keys.user("").pk },
      Limit: query.limit,
      ConsistentRead: true,
      ExclusiveStartKey: decodeStartKey(query.cursor),
    }),
  );
  return { users: (page.Items ?? []).map(toStoredUser), nextCursor: encodeCursor(page.LastEvaluatedKey) };
}

/** The e-mail addresses of users by user id; of those that exist. */
export async function findEmails(database: Database, userIds: string[]): Promise<Map<string, string>> {
  const items = await getItems(database, userIds.map(keys.user));
  return new Map(
    items.flatMap(({ pk, email }) =>
      typeof email === "string" ? [[String(pk).slice(keys.user("").pk.length), email] as const] : [],
    ),
  );
}
