import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { deleteItem, putIfAbsent } from "#lib/database/write-items.ts";
import type { User } from "./user.ts";
import { changeUser, findUser } from "./user-item.ts";

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
  await putIfAbsent(database, { ...keys.user(user.id), ...user });
  if (await claimEmail(database, user)) {
    // After the claim, so that only users who can sign in are listed; one that a crash left out is at their sign-in.
    await listInDirectory(database, user);
    return true;
  }
  await deleteItem(database, keys.user(user.id));
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
 * reset link. Returns the new session version, or undefined when the password has been changed since.
 */
export async function replacePassword(
  database: Database,
  userId: string,
  change: { currentHash: string; newHash: string },
): Promise<number | undefined> {
  const changed = await changeUser(
    database,
    userId,
    { set: { passwordHash: change.newHash }, endSessions: true },
    { expression: "passwordHash = :current", values: { ":current": change.currentHash } },
  );
  return changed?.sessionVersion;
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
export function claimEmail(database: Database, user: Pick<User, "id" | "email">): Promise<boolean> {
  return putIfAbsent(database, { ...keys.emailClaim(user.email), userId: user.id });
}

/** Returns the user as they are then, or undefined when there is none. */
export function setRole(database: Database, userId: string, role: User["role"]): Promise<User | undefined> {
  return changeUser(database, userId, {
    set: { role, ...(role === "user" ? { demotedAt: new Date().toISOString() } : {}) },
  });
}

/**
 * Marks the account as an admin by ADMIN_EMAILS. Returns the user as they are then, or undefined when there is none.
 */
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
export function resetPassword(
  database: Database,
  userId: string,
  { secretHash, newHash, now }: { secretHash: string; newHash: string; now: string },
): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    { set: { passwordHash: newHash }, endSessions: true },
    {
      expression: `passwordReset.secretHash = :secret AND passwordReset.expiresAt > :now
        AND attribute_not_exists(disabledAt)`,
      values: { ":secret": secretHash, ":now": now },
    },
  );
}
