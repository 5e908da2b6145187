import { createHash } from "node:crypto";
import type { User } from "#lib/accounts/user.ts";
import type { AcceptedContentType, Image } from "#lib/images/image.ts";
import { getImage, startProcessing } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { writeObjectOnce } from "#lib/storage/objects.ts";
import { openUpload } from "./open-upload.ts";

/**
 * Takes a whole file in one request and stores it as the signed way would: reserved, once, with its SHA-256.
 * Returns the image, which the stored object's event then moves on.
 * @throws AppError as openUpload
 */
export async function storeUpload(
  services: Services,
  user: User,
  file: { fileName: string; contentType: AcceptedContentType; body: Uint8Array; traceId?: string | undefined },
): Promise<{ image: Image; duplicate: boolean }> {
  const digest = createHash("sha256").update(file.body).digest();
  const opened = await openUpload(
    services,
    user,
    {
      fileName: file.fileName,
      contentType: file.contentType,
      bytes: file.body.byteLength,
      sha256: digest.toString("hex"),
      traceId: file.traceId,
    },
    undefined,
  );
  if ("duplicate" in opened) return { image: opened.image, duplicate: true };
  if (opened.isNew) void countActive(services.database, user.id).catch(() => {});
  await writeObjectOnce(services.storage, originalKey(user.id, opened.image.id), file.body, {
    contentType: opened.image.contentType,
    sha256Base64: digest.toString("base64"),
  });
  // It is in the gallery with the answer, however long its event may take.
  const id = { ownerId: user.id, imageId: opened.image.id };
  const stored = await startProcessing(services.database, id, {
    at: new Date().toISOString(),
    sequencer: undefined,
    bytes: file.body.byteLength,
    evenIfSettled: false,
  });
  return { image: stored ?? (await getImage(services.database, id)), duplicate: false };
}
