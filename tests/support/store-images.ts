import { ulid } from "ulid";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import type { Image } from "#lib/images/image.ts";
import { createImage } from "#lib/images/image-repository.ts";

/** Puts ready images into the table, without bytes in the bucket and without counting them. Returns their ids. */
export async function storeImages(
  database: Database,
  user: Pick<User, "id">,
  count: number,
  overrides: Partial<Image> = {},
): Promise<string[]> {
  const at = new Date().toISOString();
  const ids = Array.from({ length: count }, () => ulid());
  await Promise.all(ids.map((id) => createImage(database, { ...someImage(user.id, id, at), ...overrides })));
  return ids;
}

/** A ready image as the application would have stored it at a moment (ISO 8601 UTC). */
export function someImage(ownerId: string, id: string, at: string): Image {
  return {
    id,
    ownerId,
    revision: 0,
    fileName: `${id}.jpg`,
    contentType: "image/jpeg",
    bytes: 1_000,
    sha256: "0".repeat(64),
    status: "ready",
    traceId: "0".repeat(32),
    uploadedAt: at,
    statusAt: at,
    sortAt: at,
    favourite: false,
    tags: [],
    albums: [],
    renditions: {},
  };
}
