import type { Image } from "#lib/images/image.ts";

/** Writes the line with which an image's trace begins in the web server's log; the worker's lines follow by its id. */
export function logUpload({ id, ownerId, traceId, bytes }: Image): void {
  console.log(JSON.stringify({ level: "info", message: "upload begun", imageId: id, userId: ownerId, traceId, bytes }));
}
