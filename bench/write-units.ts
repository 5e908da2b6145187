import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import { indexes, projections } from "#lib/database/keys.ts";

/*
 * What DynamoDB bills for writes, by AWS's rule: a unit for each kibibyte of the larger of what was and is there, in
 * the table and in each index that shows a difference; an entry whose key changes is deleted and put.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */

type Item = Record<string, unknown>;
type IndexName = keyof typeof indexes;

const KIBIBYTE = 1024;
/** What DynamoDB adds to each item and index entry. */
const OVERHEAD_BYTES = 100;
const indexNames = Object.keys(indexes) as IndexName[];

/** The same database, with the item before and after each write compared; its write units add up in `units`. */
export function meteredDatabase(database: Database): { database: Database; units: () => number; reset: () => void } {
  let units = 0;
  const read = async (key: Item): Promise<Item | undefined> => {
    const Key = { pk: key.pk, sk: key.sk };
    const command = new GetCommand({ TableName: database.table, Key, ConsistentRead: true });
    return (await database.client.send(command)).Item;
  };
  const client = new Proxy(database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return async (...args: Parameters<typeof target.send>) => {
        const [command] = args;
        const { input } = command;
        const key = (input as { Key?: Item; Item?: Item }).Key ?? (input as { Item?: Item }).Item;
        const isWrite = /^(Put|Update|Delete)Command$/.test(command.constructor.name) && key !== undefined;
        const before = isWrite ? await read(key) : undefined;
        const answer = await target.send(...args);
        // Read before it is added: other writes count at the same time.
        const after = isWrite ? await read(key) : undefined;
        if (isWrite) units += countUnits(before, after);
        return answer;
      };
    },
  });
  return {
    database: { ...database, client },
    units: () => units,
    reset: () => {
      units = 0;
    },
  };
}

function countUnits(before: Item | undefined, after: Item | undefined): number {
  const ofTable = toUnits(Math.max(sizeOf(before), sizeOf(after)));
  return indexNames.reduce((sum, name) => sum + countIndexUnits(name, before, after), Math.max(ofTable, 1));
}

function countIndexUnits(name: IndexName, before: Item | undefined, after: Item | undefined): number {
  const [one, other] = [toEntry(name, before), toEntry(name, after)];
  if (JSON.stringify(one) === JSON.stringify(other)) return 0;
  const { partition, sort } = indexes[name];
  const isSameKey = one?.[partition] === other?.[partition] && one?.[sort] === other?.[sort];
  return isSameKey ? toUnits(Math.max(sizeOf(one), sizeOf(other))) : toUnits(sizeOf(one)) + toUnits(sizeOf(other));
}

/** What an index holds of an item; undefined when it holds nothing. */
function toEntry(name: IndexName, item: Item | undefined): Item | undefined {
  const { partition, sort } = indexes[name];
  if (item?.[partition] === undefined) return undefined;
  const shown = projections[name];
  if (!shown) return item;
  const names = ["pk", "sk", partition, sort, ...shown];
  return Object.fromEntries(Object.entries(item).filter(([key]) => names.includes(key)));
}

/** Bytes that an item takes in the table and in its indexes, with what DynamoDB adds. */
export function measureStoredBytes(item: Item, names: readonly IndexName[] = indexNames): number {
  const entries: Item[] = [
    item,
    ...names.flatMap((name): Item[] => {
      const entry = toEntry(name, item);
      return entry ? [entry] : [];
    }),
  ];
  return entries.reduce((sum, entry) => sum + sizeOf(entry) + OVERHEAD_BYTES, 0);
}

function toUnits(bytes: number): number {
  return Math.ceil(bytes / KIBIBYTE);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function sizeOf(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(Math.abs(value)).replace(/[.]|0+$/g, "").length / 2) + 1;
  if (Array.isArray(value)) return (value as unknown[]).reduce<number>((sum, one) => sum + sizeOf(one) + 1, 3);
  const isItem = "pk" in (value as Item);
  const [start, perMember] = isItem ? [0, 0] : [3, 1];
  return Object.entries(value as Item).reduce<number>(
    (sum, [name, one]) => sum + Buffer.byteLength(name) + sizeOf(one) + perMember,
    start,
  );
}
