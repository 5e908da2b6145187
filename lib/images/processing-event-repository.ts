import { BatchWriteCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { z } from "zod";
import type { Database } from "#lib/database/database.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { type ProcessingEvent, processingEventSchema } from "./processing-event.ts";

/** Appends to an image's processing record; nothing in it is ever changed. */
export function appendProcessingEvent(database: Database, imageId: string, event: ProcessingEvent): Promise<void> {
  return appendProcessingEvents(database, imageId, [event]);
}

/** Appends several entries, oldest first, in one item. */
export async function appendProcessingEvents(
  database: Database,
  imageId: string,
  events: ProcessingEvent[],
): Promise<void> {
  const [first, ...others] = events;
  if (!first) return;
  await database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: {
        ...keys.processingEvent(imageId, first.at, ulid()),
        ...(others.length > 0 ? { at: first.at, events } : first),
      },
    }),
  );
}

/** An item holds one entry or, where one outcome wrote several, all of them. */
const storedEventsSchema = z.union([
  z.object({ events: z.array(processingEventSchema) }).transform(({ events }) => events),
  processingEventSchema.transform((event) => [event]),
]);

const MAX_EVENTS = 500;

/** The processing record of an image, oldest first; its first 500 entries. */
export async function listProcessingEvents(database: Database, imageId: string): Promise<ProcessingEvent[]> {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partitions.processingEvents(imageId) },
      Limit: MAX_EVENTS,
      ConsistentRead: true,
    }),
  );
  return (Items ?? []).flatMap((item) => readOrLog(storedEventsSchema, item) ?? []).slice(0, MAX_EVENTS);
}

/** The keys of an image's whole record. */
export async function listEventKeys(database: Database, imageId: string): Promise<Key[]> {
  const found: Key[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": partitions.processingEvents(imageId) },
        ProjectionExpression: "pk, sk",
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    found.push(...((page.Items ?? []) as Key[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

const BATCH_SIZE = 25;

/** Removes the whole record, as part of removing its image for good. */
export async function deleteProcessingEvents(database: Database, imageId: string): Promise<void> {
  for (;;) {
    const { Items } = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": partitions.processingEvents(imageId) },
        ProjectionExpression: "pk, sk",
        Limit: BATCH_SIZE,
        // What was written a moment ago goes too: nothing would look for it later.
        ConsistentRead: true,
      }),
    );
    if (!Items?.length) return;
    // What a throttled batch leaves unprocessed is met again by the next query.
    await database.client.send(
      new BatchWriteCommand({
        RequestItems: {
          [database.table]: Items.map((item) => ({ DeleteRequest: { Key: { pk: item.pk, sk: item.sk } as Key } })),
        },
      }),
    );
  }
}
