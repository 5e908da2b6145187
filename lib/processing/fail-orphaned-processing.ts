import type { Database } from "#lib/database/database.ts";
import type { Image } from "#lib/images/image.ts";
import { failProcessing } from "#lib/images/image-repository.ts";
import { appendProcessingEvent } from "#lib/images/processing-event-repository.ts";
import { addCounts } from "#lib/metrics/counter-repository.ts";
import { toFailureGroup } from "./failure-group.ts";
import { recordFailureGroup } from "./failure-repository.ts";

/**
 * Shows an image as failed whose worker was lost, so that its owner can retry it; `message` says how that was noticed.
 * Returns false when the image is settled already, or gone.
 */
export async function failOrphanedProcessing(
  { database }: { database: Database },
  image: Image,
  message: string,
  at: string,
): Promise<boolean> {
  const code = "internal";
  const group = toFailureGroup({ stage: "worker", code, contentType: image.contentType, message });
  await recordFailureGroup(database, group, at);
  const id = { ownerId: image.ownerId, imageId: image.id };
  if (!(await failProcessing(database, id, code, at, group.fingerprint))) return false;
  await appendProcessingEvent(database, image.id, { at, step: "failed", code, message, traceId: image.traceId });
  await addCounts(database, { failed: 1, [`failed_${code}`]: 1 });
  return true;
}
