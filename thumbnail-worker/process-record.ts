import type { SQSRecord } from "aws-lambda";
import { parseOriginalKey } from "#lib/images/object-keys.ts";
import { MAX_RECEIVE_COUNT, parseThumbnailMessage, type StoredObjectEvent } from "#lib/processing/message.ts";
import { processImage } from "./process-image.ts";
import { rerenderImage } from "./rerender-image.ts";
import type { BatchServices, WorkerServices } from "./worker-services.ts";

/**
 * Does what one queue message asks for. Resolves when it needs no further attempt; messages that concern no image of
 * this system are dropped with a log line.
 * @throws when it should be received again: faults of the system, and unreadable messages, which thereby end up in the
 * dead-letter queue for people to look at
 */
export async function processRecord(services: BatchServices, record: SQSRecord): Promise<void> {
  const { telemetry } = services;
  const attempt = Number(record.attributes.ApproximateReceiveCount) || 1;
  const sentAt = Number(record.attributes.SentTimestamp);
  const delivery = {
    attempt,
    isLastAttempt: attempt >= MAX_RECEIVE_COUNT,
    eventAgeMs: sentAt > 0 ? Math.max(0, Date.now() - sentAt) : undefined,
  };
  const message = parseThumbnailMessage(record.body);
  if (message.kind === "test") {
    telemetry.info("dropped the test event that a bucket sends first", { messageId: record.messageId });
    return;
  }
  if (message.kind === "render") {
    const { ownerId, imageId, rerender } = message;
    if (rerender) return rerenderImage(services, { ownerId, imageId, rerender, ...delivery });
    return processImage(services, { ownerId, imageId, sequencer: undefined, ...delivery });
  }
  for (const object of message.objects) {
    const id = identify(services, object);
    if (id) await processImage(services, { ...id, sequencer: object.sequencer, ...delivery });
    // The key is not logged: another system chose it, so it may hold anything.
    else telemetry.warn("dropped an event of a foreign object", { messageId: record.messageId });
  }
}

function identify({ config }: WorkerServices, object: StoredObjectEvent) {
  return object.bucket === config.bucket ? parseOriginalKey(object.key) : undefined;
}
