import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "./database.ts";
import { findItem } from "./get-items.ts";
import { keys } from "./keys.ts";

/**
 * The table's epoch: what was derived from the table in another one is void. A table that has none is given one, so
 * that two tables never share theirs.
 */
export async function readEpoch(database: Database): Promise<string> {
  for (;;) {
    const item = await findItem(database, keys.epoch());
    if (item) return String(item.value);
    await whenConditionHolds(database.client.send(putEpoch(database, "attribute_not_exists(pk)")));
  }
}

/** Begins another epoch, after changes to the table that its change feed may not tell of. */
export async function renewEpoch(database: Database): Promise<void> {
  await database.client.send(putEpoch(database));
}

function putEpoch({ table }: Database, ConditionExpression?: string): PutCommand {
  return new PutCommand({ TableName: table, Item: { ...keys.epoch(), value: randomUUID() }, ConditionExpression });
}
