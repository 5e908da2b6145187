import type { Image } from "#lib/images/image.ts";

/**
 * Writes the line with which an image's trace begins in the web server's log; the worker's lines follow by its id, and
 * `gatewayRequestId` leads back to the gateway's.
 */
export function logUpload({ id, ownerId, traceId, bytes }: Image, gatewayRequestId: string | undefined): void {
  const line = {
    level: "INFO",
    message: "upload started",
    imageId: id,
    userId: ownerId,
    traceId,
    bytes,
    gatewayRequestId,
  };
  console.log(JSON.stringify(line));
}
