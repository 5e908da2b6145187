import { createHash, randomBytes } from "node:crypto";
import type { User } from "#lib/accounts/user.ts";
import type { Image } from "#lib/images/image.ts";
import { completeProcessing, startProcessing } from "#lib/images/image-repository.ts";
import { recipe } from "#lib/images/recipe.ts";
import type { Services } from "#lib/services.ts";
import type { SignedUpload } from "#lib/storage/signing.ts";
import { beginUpload, type UploadTicket } from "#lib/uploads/begin-upload.ts";
import { commitReservation } from "#lib/usage/reserve-bytes.ts";

/** Bytes that nobody else has, announced as a JPEG. */
export function someFile(bytes = 1_000) {
  const body = randomBytes(bytes);
  return {
    body,
    announcement: {
      fileName: "photo.jpg",
      contentType: "image/jpeg" as const,
      bytes,
      sha256: createHash("sha256").update(body).digest("hex"),
    },
  };
}

/** Begins an upload that is expected to be new. */
export async function beginNewUpload(
  services: Services,
  user: User,
  file: ReturnType<typeof someFile>,
): Promise<{ image: Image; upload: SignedUpload }> {
  const begun: UploadTicket = await beginUpload(services, user, file.announcement);
  if ("duplicate" in begun) throw new Error("Expected a new upload but the file was known already");
  return begun;
}

export function sendBytes(upload: SignedUpload, body: Uint8Array, headers: Record<string, string> = {}) {
  return fetch(upload.url, {
    method: upload.method,
    headers: { ...upload.headers, ...headers },
    body: body as BodyInit,
  });
}

/** Brings an image to `ready` as the worker would, without rendering: for tests of what comes after. */
export async function makeReady(
  services: Services,
  image: Image,
  sortAt?: string,
  renditions: Image["renditions"] = {},
): Promise<Image> {
  const id = { ownerId: image.ownerId, imageId: image.id };
  const at = new Date().toISOString();
  await startProcessing(services.database, id, { at, sequencer: undefined, bytes: image.bytes, evenIfSettled: false });
  await commitReservation(services.database, image.ownerId, { imageId: image.id, bytes: image.bytes });
  const ready = await completeProcessing(
    services.database,
    id,
    {
      width: 40,
      height: 30,
      takenAt: sortAt?.replace(/(?:\.000)?Z$/, ""),
      takenAtSource: undefined,
      takenOffset: undefined,
      sortAt,
      thumbhash: "",
      dominantColor: "#336699",
      frames: undefined,
      shot: undefined,
      embedded: undefined,
      recipeVersion: recipe.version,
      renditions,
    },
    at,
  );
  if (!ready) throw new Error(`Expected image ${image.id} to become ready`);
  return ready;
}
