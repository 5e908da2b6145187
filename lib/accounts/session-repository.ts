import { BatchGetCommand, DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { type Key, keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { type Session, sessionSchema } from "./session.ts";
import { type User, userSchema } from "./user.ts";

/** Stores a new session. */
export async function createSession(database: Database, session: Session): Promise<void> {
  await database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: {
        ...keys.session(session.userId, session.id),
        ...session,
        [TTL_ATTRIBUTE]: Math.ceil(Date.parse(session.expiresAt) / 1000),
      },
    }),
  );
}

/** A session with its user by one call of the database, or undefined when one of the two is missing. */
export async function findSessionWithUser(
  database: Database,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<{ user: User; session: Session } | undefined> {
  const userKey = keys.user(userId);
  let asked: Key[] = [userKey, keys.session(userId, sessionId)];
  let user: User | undefined;
  let session: Session | undefined;
  while (asked.length > 0) {
    const page = await database.client.send(
      new BatchGetCommand({ RequestItems: { [database.table]: { Keys: asked, ConsistentRead: true } } }),
    );
    for (const item of page.Responses?.[database.table] ?? []) {
      if (item.sk === userKey.sk) user = userSchema.parse(item);
      else session = sessionSchema.parse(item);
    }
    asked = (page.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
  }
  return user && session ? { user, session } : undefined;
}

/** All stored sessions of a user, ended ones included. */
export async function listStoredSessions(database: Database, userId: string): Promise<Session[]> {
  const { pk, sk } = keys.session(userId, "");
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: { ":pk": pk, ":sk": sk },
      ConsistentRead: true,
    }),
  );
  return (Items ?? []).map((item) => sessionSchema.parse(item));
}

/** Notes when and where a session was used, unless it has ended meanwhile. */
export async function touchSession(
  database: Database,
  { userId, id }: Pick<Session, "userId" | "id">,
  use: Pick<Session, "lastUsedAt" | "address">,
): Promise<void> {
  const touch = new UpdateCommand({
    TableName: database.table,
    Key: keys.session(userId, id),
    UpdateExpression: `SET lastUsedAt = :at${use.address === undefined ? "" : ", address = :address"}`,
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeValues: {
      ":at": use.lastUsedAt,
      ...(use.address === undefined ? {} : { ":address": use.address }),
    },
  });
  await whenConditionHolds(database.client.send(touch));
}

/** Deletes a session. Returns it as it was, or undefined when there was none. */
export async function deleteSession(
  database: Database,
  { userId, id }: Pick<Session, "userId" | "id">,
): Promise<Session | undefined> {
  const { Attributes } = await database.client.send(
    new DeleteCommand({ TableName: database.table, Key: keys.session(userId, id), ReturnValues: "ALL_OLD" }),
  );
  return Attributes && sessionSchema.parse(Attributes);
}
