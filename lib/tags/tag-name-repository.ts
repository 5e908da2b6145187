import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";

/*
 * Which tag a folded name belongs to, so that two tags never have the same. A claim may outlive its tag's name, where a
 * process ended in between; whoever wants the name then takes it over.
 */

/** The id of the tag that claims a name. */
export async function findTagOfName(database: Database, ownerId: string, folded: string): Promise<string | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.tagName(ownerId, folded), ConsistentRead: true }),
  );
  return typeof Item?.tagId === "string" ? Item.tagId : undefined;
}

/** Claims a name that nobody claims, or that `from` claims. Returns false when another was faster. */
export async function claimTagName(
  database: Database,
  ownerId: string,
  folded: string,
  tagId: string,
  from?: string,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...keys.tagName(ownerId, folded), tagId },
    ConditionExpression: from === undefined ? "attribute_not_exists(pk)" : "tagId = :from",
    ...(from === undefined ? {} : { ExpressionAttributeValues: { ":from": from } }),
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}

/** Gives a name up, if it is still that tag's. */
export async function releaseTagName(
  database: Database,
  ownerId: string,
  folded: string,
  tagId: string,
): Promise<void> {
  await whenConditionHolds(
    database.client.send(
      new DeleteCommand({
        TableName: database.table,
        Key: keys.tagName(ownerId, folded),
        ConditionExpression: "tagId = :tagId",
        ExpressionAttributeValues: { ":tagId": tagId },
      }),
    ),
  );
}
