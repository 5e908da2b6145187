import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, decodeStartKey, encodeCursor } from "#lib/database/cursor.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { queryPage, queryPages } from "#lib/database/query.ts";
import { type User, userSchema } from "./user.ts";

/** A user, or undefined when there is none of that id. */
export async function findUser(database: Database, userId: string): Promise<User | undefined> {
  const item = await findItem(database, keys.user(userId));
  return item && userSchema.parse(item);
}

/** The user who holds a normalised e-mail address, or undefined. */
export async function findUserByEmail(database: Database, email: string): Promise<User | undefined> {
  const userId = await findEmailHolder(database, email);
  return userId === undefined ? undefined : findUser(database, userId);
}

/**
 * Stores a new user and then claims the e-mail address; the claim is what makes the user exist for everybody else.
 * Returns false, leaving nothing behind, when the address is taken. A crash in between leaves an item that nobody
 * can reach or sign in to, and the address free.
 */
export async function createUser(database: Database, user: User): Promise<boolean> {
  await database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: { ...keys.user(user.id), ...user },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
  if (await claimEmail(database, user)) {
    // After the claim, so that only users who can sign in are listed; one that a crash left out is at their sign-in.
    await listInDirectory(database, user);
    return true;
  }
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.user(user.id) }));
  return false;
}

/**
 * Ends every session, API token and reset link of a user by raising the version that sessions carry. Returns the user
 * as they are then, or undefined when there is none.
 */
export function revokeSessions(database: Database, userId: string): Promise<User | undefined> {
  return changeUser(database, userId, { endSessions: true });
}

/**
 * Replaces the password under the condition that it still is the one that was checked, and ends every session and the
 * reset link.
 * Returns the new session version, or undefined when the password was changed meanwhile.
 */
export async function replacePassword(
  database: Database,
  userId: string,
  change: { currentHash: string; newHash: string },
): Promise<number | undefined> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.user(userId),
    UpdateExpression: "SET passwordHash = :new REMOVE passwordReset ADD sessionVersion :one",
    ConditionExpression: "passwordHash = :current",
    ExpressionAttributeValues: { ":new": change.newHash, ":current": change.currentHash, ":one": 1 },
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes).sessionVersion;
}

/** Notes a sign-in, and lists users of earlier versions in the directory. */
export async function recordSignIn(database: Database, user: Pick<User, "id" | "email">, at: string): Promise<void> {
  await changeUser(database, user.id, {
    set: { lastSignInAt: at, directoryPk: partitions.users(), directorySk: user.email },
  });
}

/** Lists a user in the directory. */
export async function listInDirectory(database: Database, user: Pick<User, "id" | "email">): Promise<void> {
  await changeUser(database, user.id, { set: { directoryPk: partitions.users(), directorySk: user.email } });
}

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

/** The id of the user who holds an e-mail address, whether or not there is such a user. */
export async function findEmailHolder(database: Database, email: string): Promise<string | undefined> {
  const item = await findItem(database, keys.emailClaim(email));
  return typeof item?.userId === "string" ? item.userId : undefined;
}

/** Gives an e-mail address to a user, if nobody holds it. Returns whether they got it. */
export async function claimEmail(database: Database, user: Pick<User, "id" | "email">): Promise<boolean> {
  const claim = new PutCommand({
    TableName: database.table,
    Item: { ...keys.emailClaim(user.email), userId: user.id },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  return (await whenConditionHolds(database.client.send(claim))) !== undefined;
}

/** Returns the user as they are then, or undefined when there is none. */
export function setRole(database: Database, userId: string, role: User["role"]): Promise<User | undefined> {
  return changeUser(database, userId, {
    set: { role, ...(role === "user" ? { demotedAt: new Date().toISOString() } : {}) },
  });
}

/** Marks the account as an admin by ADMIN_EMAILS. Returns the user as they are then, or undefined when there is none. */
export function setAdminGranted(database: Database, userId: string, at: string): Promise<User | undefined> {
  return changeUser(database, userId, { set: { adminGrantedAt: at } });
}

/** `undefined` stands for the configured default. Returns the user as they are then, or undefined. */
export function setQuota(
  database: Database,
  userId: string,
  quotaBytes: number | undefined,
): Promise<User | undefined> {
  return changeUser(database, userId, quotaBytes === undefined ? { remove: ["quotaBytes"] } : { set: { quotaBytes } });
}

/**
 * Disables an account (`at`) or enables it again (undefined). Either way its sessions, API tokens and reset link are
 * over.
 * Returns the user as they are then, or undefined.
 */
export function setDisabled(database: Database, userId: string, at: string | undefined): Promise<User | undefined> {
  return changeUser(database, userId, {
    ...(at === undefined ? { remove: ["disabledAt"] } : { set: { disabledAt: at } }),
    endSessions: true,
  });
}

/** Makes a link the one that may reset the password. Returns the user as they are then, or undefined. */
export function setPasswordReset(
  database: Database,
  userId: string,
  passwordReset: NonNullable<User["passwordReset"]>,
): Promise<User | undefined> {
  return changeUser(database, userId, { set: { passwordReset } });
}

/**
 * Replaces the password by means of the current reset link, which is used up by that, and ends every session. Returns
 * the user as they are then, or undefined when the link is not the current one or past its end.
 */
export async function resetPassword(
  database: Database,
  userId: string,
  change: { secretHash: string; newHash: string; now: string },
): Promise<User | undefined> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.user(userId),
    UpdateExpression: "SET passwordHash = :new REMOVE passwordReset ADD sessionVersion :one",
    ConditionExpression:
      "passwordReset.secretHash = :secret AND passwordReset.expiresAt > :now AND attribute_not_exists(disabledAt)",
    ExpressionAttributeValues: {
      ":new": change.newHash,
      ":secret": change.secretHash,
      ":now": change.now,
      ":one": 1,
    },
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes);
}

/**
 * Starts the removal of a user: the account is disabled permanently and its sessions are over. Returns the user, also
 * when the removal had begun before; undefined when there is none.
 */
export async function startRemovingUser(database: Database, userId: string, at: string): Promise<User | undefined> {
  const before = await findUser(database, userId);
  if (!before || before.removingSince) return before;
  return changeUser(database, userId, {
    set: { removingSince: at, disabledAt: at, openPk: partitions.openRemovals(), openSk: `${at}#${userId}` },
    endSessions: true,
  });
}

/** The ids of users whose removal has begun, oldest first. */
export async function listUsersBeingRemoved(database: Database, limit: number): Promise<string[]> {
  const { items } = await queryPage(database, {
    index: "open",
    where: "openPk = :pk",
    values: { ":pk": partitions.openRemovals() },
    limit,
  });
  return items.map((item) => String(item.id));
}

const KEYS_PER_PAGE = 100;

/** The keys of everything in a user's partition but the profile and the usage, page by page as they are read. */
export async function* listKeysOfUser(database: Database, userId: string): AsyncGenerator<Key[]> {
  const { pk, sk: profile } = keys.user(userId);
  const kept = new Set([profile, keys.usage(userId).sk]);
  const query = { where: "pk = :pk", values: { ":pk": pk }, attributes: "pk, sk", isConsistent: true };
  for await (const items of queryPages(database, { ...query, limit: KEYS_PER_PAGE })) {
    const others = (items as unknown as Key[]).filter(({ sk }) => !kept.has(sk));
    if (others.length > 0) yield others;
  }
}

/** The last steps of a removal: frees the e-mail address, then forgets usage and user. */
export async function deleteUserItems(database: Database, user: Pick<User, "id" | "email">): Promise<void> {
  await whenConditionHolds(
    database.client.send(
      new DeleteCommand({
        TableName: database.table,
        Key: keys.emailClaim(user.email),
        ConditionExpression: "userId = :id",
        ExpressionAttributeValues: { ":id": user.id },
      }),
    ),
  );
  for (const key of [keys.usage(user.id), keys.user(user.id)]) {
    await database.client.send(new DeleteCommand({ TableName: database.table, Key: key }));
  }
}

async function changeUser(
  database: Database,
  userId: string,
  change: {
    set?: Record<string, unknown>;
    remove?: string[];
    /** Whoever's sessions end may have lost control of them; a reset link is as good as one. */
    endSessions?: boolean;
  },
): Promise<User | undefined> {
  const set = Object.entries(change.set ?? {});
  const remove = [...(change.remove ?? []), ...(change.endSessions ? ["passwordReset"] : [])];
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.user(userId),
    UpdateExpression: [
      set.length > 0 && `SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`,
      remove.length > 0 && `REMOVE ${remove.map((name) => `#${name}`).join(", ")}`,
      change.endSessions && "ADD sessionVersion :one",
    ]
      .filter(Boolean)
      .join(" "),
    ConditionExpression: "attribute_exists(pk)",
    ...(set.length + remove.length > 0
      ? {
          ExpressionAttributeNames: Object.fromEntries(
            [...set.map(([name]) => name), ...remove].map((n) => [`#${n}`, n]),
          ),
        }
      : {}),
    ...(set.length > 0 || change.endSessions
      ? {
          ExpressionAttributeValues: {
            ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
            ...(change.endSessions ? { ":one": 1 } : {}),
          },
        }
      : {}),
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes);
}
