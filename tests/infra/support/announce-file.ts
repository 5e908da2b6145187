import { createHash } from "node:crypto";
import type { User } from "#lib/accounts/user.ts";
import type { Image } from "#lib/images/image.ts";
import type { Services } from "#lib/services.ts";
import type { SignedUpload } from "#lib/storage/signing.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";

/** Begins an upload of bytes that this user does not have yet, as a JPEG. */
export async function announceFile(
  services: Services,
  user: User,
  body: Buffer,
): Promise<{ image: Image; upload: SignedUpload }> {
  const begun = await beginUpload(services, user, {
    fileName: "photo.jpg",
    contentType: "image/jpeg",
    bytes: body.length,
    sha256: createHash("sha256").update(body).digest("hex"),
  });
  if ("duplicate" in begun) throw new Error("Expected a new upload but the file was known already");
  return begun;
}

/** Does what the browser does with a signed upload. */
export function sendBytes(upload: SignedUpload, body: Buffer): Promise<Response> {
  return fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(body) });
}
