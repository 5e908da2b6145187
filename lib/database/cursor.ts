import { z } from "zod";
import { fromCursor, invalidCursor, toCursor } from "#lib/cursor-text.ts";
import { indexes, TABLE_KEY } from "./keys.ts";

/** DynamoDB's bounds for partition and sort keys are 2,048 and 1,024 bytes. */
const MAX_KEY_BYTES = 1_024;
const keyValueSchema = z
  .string()
  .min(1)
  .refine((value) => Buffer.byteLength(value) <= MAX_KEY_BYTES);
const startKeySchema = z.record(z.string(), keyValueSchema);

/** What a query is bound to. */
interface Partition {
  /** The partition key's attribute and value: a cursor from another owner's list is refused rather than read from. */
  attribute: string;
  value: string;
  /** Whether the query's range holds a sort key; DynamoDB fails on a start outside it. */
  holds?: (sortKey: string) => boolean;
}

/** An opaque cursor for the page after `startKey`, or undefined at the end. */
export function encodeCursor(startKey: Record<string, unknown> | undefined): string | undefined {
  return startKey && toCursor(JSON.stringify(startKey));
}

/**
 * The start key that a cursor stands for: the very keys that a query of this partition gives out, and no others.
 * @throws AppError `invalid_cursor`
 */
export function decodeCursor(cursor: string | undefined, partition: Partition): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  const startKey = parse(cursor);
  const index = Object.values(indexes).find((one) => one.partition === partition.attribute);
  const { sort } = index ?? TABLE_KEY;
  const attributes = new Set([TABLE_KEY.partition, TABLE_KEY.sort, partition.attribute, sort]);
  const isComplete =
    Object.keys(startKey).length === attributes.size && [...attributes].every((name) => name in startKey);
  const isOfThisQuery =
    startKey[partition.attribute] === partition.value && (partition.holds?.(startKey[sort] ?? "") ?? true);
  if (!isComplete || !isOfThisQuery) throw invalidCursor();
  return startKey;
}

/** The start key that a cursor of a whole table stands for. @throws AppError `invalid_cursor` */
export function decodeStartKey(cursor: string | undefined): Record<string, string> | undefined {
  return cursor === undefined ? undefined : parse(cursor);
}

function parse(cursor: string): Record<string, string> {
  try {
    return startKeySchema.parse(JSON.parse(fromCursor(cursor)));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}
