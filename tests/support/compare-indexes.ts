import { indexes } from "#lib/database/keys.ts";
import type { DynamoDbEngine } from "#local/cloud/dynamodb-engine.ts";

type Item = Record<string, { S: string } | undefined>;

/** What each index of a table of the local database holds, and what it should hold by the items, in the same order. */
export async function readIndexes(
  engine: Pick<DynamoDbEngine, "store">,
  table: string,
): Promise<{ found: Record<string, string[]>; expected: Record<string, string[]> }> {
  const items = await readValues(engine, `item-${table}~`);
  const summarise = (of: Item[], { partition, sort }: { partition: string; sort: string }) =>
    of
      .filter((item) => item[partition])
      .map((item) => [item.pk, item.sk, item[partition], item[sort], item.revision].map(toText).join(" "))
      .sort();
  const found: Record<string, string[]> = {};
  const expected: Record<string, string[]> = {};
  for (const [name, index] of Object.entries(indexes)) {
    found[name] = summarise(await readValues(engine, `index-global~${table}~${name}~`), index);
    expected[name] = summarise(items, index);
  }
  return { found, expected };
}

async function readValues({ store: { db } }: Pick<DynamoDbEngine, "store">, prefix: string): Promise<Item[]> {
  const values: Item[] = [];
  const iterator = db.values({ gte: prefix, lt: `${prefix}\u00ff` });
  for (let value = await iterator.next(); value !== undefined; value = await iterator.next())
    values.push(value as Item);
  await iterator.close();
  return values;
}

/** A value of DynamoDB's, whichever type it has. */
function toText(value: object | undefined): string {
  return value === undefined ? "" : String(Object.values(value)[0]);
}
