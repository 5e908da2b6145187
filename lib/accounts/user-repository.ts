import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
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
 * Returns false, leaving nothing behind, when the address is taken. A crash in between leaves an item that no one
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
 * Returns the new session version, or undefined when the password has been changed since.
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

/** Records a sign-in, and lists users of earlier versions in the directory. */
export async function recordSignIn(database: Database, user: Pick<User, "id" | "email">, at: string): Promise<void> {
  await changeUser(database, user.id, {
    set: { lastSignInAt: at, directoryPk: partitions.users(), directorySk: user.email },
  });
}

/** Lists a user in the directory. */
export async function listInDirectory(database: Database, user: Pick<User, "id" | "email">): Promise<void> {
  await changeUser(database, user.id, { set: { directoryPk: partitions.users(), directorySk: user.email } });
}

/** The id of the user who holds an e-mail address, whether or not there is such a user. */
export async function findEmailHolder(database: Database, email: string): Promise<string | undefined> {
  const item = await findItem(database, keys.emailClaim(email));
  return typeof item?.userId === "string" ? item.userId : undefined;
}

/** Gives an e-mail address to a user, if no one holds it. Returns whether they got it. */
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

/** What an account has that is closed by its owner. */
const closedAttributes = ["disabledAt", "deletesAt", "openPk", "openSk"];

/**
 * Disables an account (`at`) or enables it again (undefined), also one that its owner has closed. Either way its
 * sessions, API tokens and reset link are over.
 * Returns the user as they are then, or undefined when there is none or it is being removed.
 */
export function setDisabled(database: Database, userId: string, at: string | undefined): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    { ...(at === undefined ? { remove: closedAttributes } : { set: { disabledAt: at } }), endSessions: true },
    { expression: "attribute_not_exists(removingSince)" },
  );
}

/**
 * Closes an account until it is deleted at `deletesAt`: it is disabled and its sessions are over. Returns the user as
 * they are then; undefined when there is none, or when the account is disabled already.
 */
export async function closeUser(
  database: Database,
  userId: string,
  { disabledAt, deletesAt }: { disabledAt: string; deletesAt: string },
): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    {
      set: {
        disabledAt,
        deletesAt,
        openPk: partitions.openRemovals(),
        openSk: `${deletesAt}#${userId}`,
      },
      endSessions: true,
    },
    { expression: "attribute_not_exists(disabledAt)" },
  );
}

/**
 * Opens a closed account again, while it is not yet to be deleted. Returns the user, or undefined when it is too late or
 * an admin has disabled the account since `user` was read.
 */
export async function reopenUser(
  database: Database,
  { id, disabledAt = "" }: Pick<User, "id" | "disabledAt">,
  now: string,
): Promise<User | undefined> {
  return changeUser(
    database,
    id,
    { remove: closedAttributes, endSessions: true },
    {
      expression: "deletesAt > :now AND disabledAt = :closedAt AND attribute_not_exists(removingSince)",
      values: { ":now": now, ":closedAt": disabledAt },
    },
  );
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
 * when the removal had started before; undefined when there is none.
 */
export async function startRemovingUser(database: Database, userId: string, at: string): Promise<User | undefined> {
  const before = await findUser(database, userId);
  if (!before || before.removingSince) return before;
  return changeUser(database, userId, {
    set: { removingSince: at, disabledAt: at, openPk: partitions.openRemovals(), openSk: `${at}#${userId}` },
    endSessions: true,
  });
}

/**
 * Starts the removal of a user who closed the account, once it is to be deleted. Returns the user, or undefined when
 * there is none to be removed.
 */
export function startRemovingClosedUser(database: Database, userId: string, now: string): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    { set: { removingSince: now }, endSessions: true },
    { expression: "deletesAt <= :now AND attribute_not_exists(removingSince)", values: { ":now": now } },
  );
}

async function changeUser(
  database: Database,
  userId: string,
  change: {
    set?: Record<string, unknown>;
    remove?: string[];
    /** A user whose sessions end may have lost control of them; a reset link is as good as one. */
    endSessions?: boolean;
  },
  condition?: { expression: string; values?: Record<string, string> },
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
    ConditionExpression: ["attribute_exists(pk)", condition?.expression].filter(Boolean).join(" AND "),
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
            ...condition?.values,
          },
        }
      : {}),
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes);
}
