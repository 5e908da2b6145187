import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import { getItems } from "#lib/database/get-items.ts";
import { keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { putItem, updateItem } from "#lib/database/write-items.ts";
import { type Session, sessionSchema } from "./session.ts";
import { type User, userSchema } from "./user.ts";

/** Stores a new session. */
export async function createSession(database: Database, session: Session): Promise<void> {
  await putItem(database, {
    ...keys.session(session.userId, session.id),
    ...session,
    [TTL_ATTRIBUTE]: Math.ceil(Date.parse(session.expiresAt) / 1000),
  });
}

/**
 * A session with its user by one call of the database, or undefined when one of the two is missing or the session
 * unreadable.
 */
export async function findSessionWithUser(
  database: Database,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<{ user: User; session: Session } | undefined> {
  const userKey = keys.user(userId);
  const items = await getItems(database, [userKey, keys.session(userId, sessionId)], { isConsistent: true });
  const user = items.find(({ sk }) => sk === userKey.sk);
  const session = items.find(({ sk }) => sk !== userKey.sk);
  const readable = session && readOrLog(sessionSchema, session);
  return user && readable ? { user: userSchema.parse(user), session: readable } : undefined;
}

/** All stored sessions of a user that can be read, ended ones included. */
export async function listStoredSessions(database: Database, userId: string): Promise<Session[]> {
  const { pk, sk } = keys.session(userId, "");
  const { items } = await queryPage(database, {
    where: "pk = :pk AND begins_with(sk, :sk)",
    values: { ":pk": pk, ":sk": sk },
    isConsistent: true,
  });
  return items.flatMap((item) => readOrLog(sessionSchema, item) ?? []);
}

/** Notes when and where a session was used, unless it has ended meanwhile. */
export async function touchSession(
  database: Database,
  { userId, id }: Pick<Session, "userId" | "id">,
  use: Pick<Session, "lastUsedAt" | "address">,
): Promise<void> {
  const { lastUsedAt, address } = use;
  const expression = `SET lastUsedAt = :at${address === undefined ? "" : ", address = :address"}`;
  await updateItem(database, keys.session(userId, id), expression, {
    condition: "attribute_exists(pk)",
    values: { ":at": lastUsedAt, ...(address === undefined ? {} : { ":address": address }) },
  });
}

/** Deletes a session. Returns it as it was, or undefined when there was none that can be read. */
export async function deleteSession(
  database: Database,
  { userId, id }: Pick<Session, "userId" | "id">,
): Promise<Session | undefined> {
  const { Attributes } = await database.client.send(
    new DeleteCommand({ TableName: database.table, Key: keys.session(userId, id), ReturnValues: "ALL_OLD" }),
  );
  return Attributes && readOrLog(sessionSchema, Attributes);
}
