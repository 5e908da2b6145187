import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { type Patrol, patrolSchema } from "./patrol.ts";

export interface StoredPatrol {
  /** Undefined before it began, and when another version of the application wrote it in another form. */
  patrol: Patrol | undefined;
  revision: number;
}

export async function readPatrol(database: Database): Promise<StoredPatrol> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.patrol(), ConsistentRead: true }),
  );
  return Item
    ? { patrol: patrolSchema.safeParse(Item).data, revision: Number(Item.revision) }
    : { patrol: undefined, revision: 0 };
}

/** Stores the patrol, provided it still is of that revision. Returns whether it was. */
export async function savePatrol(database: Database, patrol: Patrol, revision: number): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...keys.patrol(), ...patrol, revision: revision + 1 },
    ConditionExpression: revision === 0 ? "attribute_not_exists(pk)" : "revision = :revision",
    ...(revision === 0 ? {} : { ExpressionAttributeValues: { ":revision": revision } }),
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}
