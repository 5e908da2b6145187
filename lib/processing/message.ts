import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { Queue } from "#lib/queue/queue.ts";

/*
 * The queue carries two kinds of message: S3's own event notifications, and requests of ours to render an image
 * (again). Schema, sender and parser of both stand here together.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

/** A receive count at which a message is given up and goes to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 5;

const s3RecordSchema = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.number().optional(), sequencer: z.string().optional() }),
  }),
});

const renderRequestSchema = z.object({
  kind: z.literal("render"),
  ownerId: z.string(),
  imageId: z.string(),
  /** Of a re-render: its number, and the version under which a ready image's new renditions are to stand. */
  rerender: z.object({ run: z.number().int().positive(), version: z.string() }).optional(),
});
export type RenderRequest = z.infer<typeof renderRequestSchema>;

const messageSchema = z.union([
  z.object({ Event: z.literal("s3:TestEvent") }),
  z.object({ Records: z.array(s3RecordSchema) }),
  renderRequestSchema,
]);

export interface StoredObjectEvent {
  bucket: string;
  /** Decoded from the form that S3 sends ("+" for space, percent signs). */
  key: string;
  sequencer: string | undefined;
}

export type ThumbnailMessage = { kind: "test" } | { kind: "stored"; objects: StoredObjectEvent[] } | RenderRequest;

/**
 * What a queue message asks for. Events other than ObjectCreated are left out of `objects`.
 * @throws SyntaxError when it is no JSON; ZodError when it is neither of the two kinds
 */
export function parseThumbnailMessage(body: string): ThumbnailMessage {
  const message = messageSchema.parse(JSON.parse(body));
  if ("Event" in message) return { kind: "test" };
  if ("kind" in message) return message;
  return {
    kind: "stored",
    objects: message.Records.filter((record) => record.eventName.startsWith("ObjectCreated:")).map((record) => ({
      bucket: record.s3.bucket.name,
      key: decodeURIComponent(record.s3.object.key.replaceAll("+", " ")),
      sequencer: record.s3.object.sequencer,
    })),
  };
}

/** Whether a message can wait for others: people wait for their uploads, and for no re-render. */
export function isLowPriority(body: string): boolean {
  try {
    const message = parseThumbnailMessage(body);
    return message.kind === "render" && message.rerender !== undefined;
  } catch {
    return false;
  }
}

export async function requestRendering(queue: Queue, request: Omit<RenderRequest, "kind">): Promise<void> {
  const message: RenderRequest = { kind: "render", ...request };
  await queue.client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: JSON.stringify(message) }));
}

/**
 * Whether an event with sequencer `next` is older than, or the same as, one with sequencer `applied`. Sequencers of
 * one key compare as hexadecimal strings of equal length, padded on the right with zeros in S3's own description.
 */
export function isStaleSequencer(next: string | undefined, applied: string | undefined): boolean {
  if (next === undefined || applied === undefined) return false;
  const length = Math.max(next.length, applied.length);
  return next.padEnd(length, "0") <= applied.padEnd(length, "0");
}
