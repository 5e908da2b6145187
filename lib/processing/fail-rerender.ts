import type { Database } from "#lib/database/database.ts";
import type { FailureCode } from "#lib/images/failure.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { abandonRenditions } from "#lib/images/image-repository.ts";
import { appendProcessingEvent } from "#lib/images/processing-event-repository.ts";
import { countRerendered } from "./rerender-run-repository.ts";

const MAX_MESSAGE_LENGTH = 500;

/**
 * Ends a re-render of one image without new renditions: it keeps those it has, says why, and what may have been stored
 * of the new ones is removed later. Returns false, doing nothing, when that was said before, when the image has its new
 * renditions after all, or when it is gone.
 */
export async function failRerender(
  { database }: { database: Database },
  id: ImageId,
  rerender: { run: number; version: string },
  reason: { code: FailureCode; message: string; at: string; attempt?: number | undefined },
): Promise<boolean> {
  const { code, at, attempt } = reason;
  const message = reason.message.slice(0, MAX_MESSAGE_LENGTH);
  const image = await abandonRenditions(database, id, rerender.version, { run: rerender.run, code, message, at });
  if (!image) return false;
  const isFailure = image.status === "ready";
  if (isFailure) {
    await appendProcessingEvent(database, id.imageId, {
      at,
      step: "rerender_failed",
      code,
      message,
      attempt,
      traceId: image.traceId,
    });
  }
  await countRerendered(database, rerender.run, isFailure ? "failed" : "skipped");
  return true;
}
