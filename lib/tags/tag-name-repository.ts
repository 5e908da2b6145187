import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";

/*
 * Which tag a folded name belongs to, so that two tags never have the same. A claim may outlive its tag's name, where a
 * process ended in between; whoever wants the name then takes it over.
 */

export interface NameClaim {
  tagId: string;
  /** Tells this claim from any other of the same name, also from others of the same tag. */
  token: string;
}

/** Who claims a name; undefined when nobody does. */
export async function findNameClaim(
  database: Database,
  ownerId: string,
  folded: string,
): Promise<NameClaim | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.tagName(ownerId, folded), ConsistentRead: true }),
  );
  return Item && { tagId: String(Item.tagId), token: String(Item.token) };
}

/** Claims a name that nobody claims, or in place of the claim `from`. Returns false when another was faster. */
export async function claimTagName(
  database: Database,
  ownerId: string,
  folded: string,
  claim: NameClaim,
  from: NameClaim | undefined,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...keys.tagName(ownerId, folded), ...claim },
    ...(from === undefined ? { ConditionExpression: "attribute_not_exists(pk)" } : toCondition(from)),
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}

/** Gives a claim up, unless another has taken its place. */
export async function releaseTagName(
  database: Database,
  ownerId: string,
  folded: string,
  claim: NameClaim,
): Promise<void> {
  const Key = keys.tagName(ownerId, folded);
  const command = new DeleteCommand({ TableName: database.table, Key, ...toCondition(claim) });
  await whenConditionHolds(database.client.send(command));
}

function toCondition({ token }: NameClaim) {
  return {
    ConditionExpression: "#token = :token",
    ExpressionAttributeNames: { "#token": "token" },
    ExpressionAttributeValues: { ":token": token },
  };
}
