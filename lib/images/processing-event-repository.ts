import { ulid } from "ulid";
import { z } from "zod";
import type { Database } from "#lib/database/database.ts";
import { deleteItems } from "#lib/database/delete-items.ts";
import { type Key, keys, partitions } from "#lib/database/keys.ts";
import { queryAll, queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { putIfAbsent, putItem } from "#lib/database/write-items.ts";
import type { Image } from "./image.ts";
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
  const [first] = events;
  if (first) await putItem(database, toItem(keys.processingEvent(imageId, first.at, ulid()), events));
}

/** Appends what an attempt wrote that made the image `ready`, under a key of that moment, so that it is there once. */
export async function appendReadyEvents(database: Database, ready: Image, events: ProcessingEvent[]): Promise<void> {
  await putItem(database, toItem(readyKey(ready), events));
}

/** Adds to a `ready` image's record that it is, unless the attempt that made it so lived long enough to say so. */
export async function appendMissingReadyEvent(database: Database, ready: Image): Promise<void> {
  const event: ProcessingEvent = { at: ready.statusAt, step: "ready", traceId: ready.traceId };
  await putIfAbsent(database, toItem(readyKey(ready), [event]));
}

function readyKey({ id, statusAt }: Image): Key {
  return keys.processingEvent(id, statusAt, "ready");
}

/** An item holds one entry or, where one outcome wrote several, all of them. */
function toItem(key: Key, events: ProcessingEvent[]): Key & Record<string, unknown> {
  const [first, ...others] = events;
  return { ...key, ...(others.length > 0 ? { at: first?.at, events } : first) };
}

const storedEventsSchema = z.union([
  z.object({ events: z.array(processingEventSchema) }).transform(({ events }) => events),
  processingEventSchema.transform((event) => [event]),
]);

const MAX_EVENTS = 500;

/** The processing record of an image, oldest first; its first 500 entries. */
export async function listProcessingEvents(database: Database, imageId: string): Promise<ProcessingEvent[]> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.processingEvents(imageId) },
    limit: MAX_EVENTS,
    isConsistent: true,
  });
  const events = items.flatMap((item) => readOrLog(storedEventsSchema, item) ?? []);
  return events.sort((one, other) => one.at.localeCompare(other.at)).slice(0, MAX_EVENTS);
}

/** The keys of an image's whole record. Those of an entry that was written a moment ago are among them. */
export async function listEventKeys(database: Database, imageId: string): Promise<Key[]> {
  const items = await queryAll(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.processingEvents(imageId) },
    attributes: "pk, sk",
    isConsistent: true,
  });
  return items as unknown as Key[];
}

/** Removes the whole record, as part of deleting its image permanently. */
export async function deleteProcessingEvents(database: Database, imageId: string): Promise<void> {
  await deleteItems(database, await listEventKeys(database, imageId));
}
