import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { type User, userSchema } from "./user.ts";

/** A user, or undefined when there is none of that id. */
export async function findUser(database: Database, userId: string): Promise<User | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.user(userId), ConsistentRead: true }),
  );
  return Item && userSchema.parse(Item);
}

/** The user who holds a normalised e-mail address, or undefined. */
export async function findUserByEmail(database: Database, email: string): Promise<User | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.emailClaim(email), ConsistentRead: true }),
  );
  return typeof Item?.userId === "string" ? findUser(database, Item.userId) : undefined;
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
  const claim = new PutCommand({
    TableName: database.table,
    Item: { ...keys.emailClaim(user.email), userId: user.id },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  if (await whenConditionHolds(database.client.send(claim))) return true;
  await database.client.send(new DeleteCommand({ TableName: database.table, Key: keys.user(user.id) }));
  return false;
}

/** Ends every session and API token of a user by raising the version that they carry. */
export async function raiseSessionVersion(database: Database, userId: string): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: keys.user(userId),
      UpdateExpression: "ADD sessionVersion :one",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":one": 1 },
    }),
  );
}

/**
 * Replaces the password under the condition that it still is the one that was checked, and ends every session.
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
    UpdateExpression: "SET passwordHash = :new ADD sessionVersion :one",
    ConditionExpression: "passwordHash = :current",
    ExpressionAttributeValues: { ":new": change.newHash, ":current": change.currentHash, ":one": 1 },
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes).sessionVersion;
}

export async function noteSignIn(database: Database, userId: string, at: string): Promise<void> {
  await whenConditionHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: keys.user(userId),
        UpdateExpression: "SET lastSignInAt = :at",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":at": at },
      }),
    ),
  );
}
