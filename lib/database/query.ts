import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Database } from "./database.ts";
import type { indexes } from "./keys.ts";

/** An item as it is stored. */
export type Item = NonNullable<QueryCommandOutput["Items"]>[number];

/** A query in the terms of DynamoDB, without what is the same in every one. */
export interface Query {
  /** The table itself unless given; an index is eventually consistent. */
  index?: keyof typeof indexes;
  /** The condition on the keys: "openPk = :pk AND openSk < :before". */
  where: string;
  values: Record<string, unknown>;
  filter?: string;
  /** Attributes to read; all unless given. */
  attributes?: string;
  /** Placeholders for words that DynamoDB reserves. */
  names?: Record<string, string>;
  isConsistent?: boolean;
  isDescending?: boolean;
  /** Items to read for a page, before `filter`. */
  limit?: number;
  startKey?: Item | undefined;
}

export interface Page {
  items: Item[];
  /** Where the next page starts; undefined at the end. A page with `filter` may be empty before that. */
  lastKey: Item | undefined;
}

/** One page of a query: as many items as it allows, or as fit into 1 MB. */
export async function queryPage({ client, table }: Database, query: Query): Promise<Page> {
  const input: QueryCommandInput = {
    TableName: table,
    IndexName: query.index,
    KeyConditionExpression: query.where,
    ExpressionAttributeValues: query.values,
    ExpressionAttributeNames: query.names,
    FilterExpression: query.filter,
    ProjectionExpression: query.attributes,
    ConsistentRead: query.isConsistent,
    ScanIndexForward: query.isDescending ? false : undefined,
    Limit: query.limit,
    ExclusiveStartKey: query.startKey,
  };
  const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(input));
  return { items: Items, lastKey: LastEvaluatedKey };
}

/** The pages of a query, each read when it is asked for; empty ones are left out. */
export async function* queryPages(database: Database, query: Query): AsyncGenerator<Item[]> {
  let startKey = query.startKey;
  do {
    const { items, lastKey } = await queryPage(database, { ...query, startKey });
    if (items.length > 0) yield items;
    startKey = lastKey;
  } while (startKey);
}

/** All items of a query, for what is known to be small. */
export async function queryAll(database: Database, query: Query): Promise<Item[]> {
  const all: Item[] = [];
  for await (const items of queryPages(database, query)) all.push(...items);
  return all;
}
