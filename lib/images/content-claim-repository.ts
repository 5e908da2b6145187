import type { Database } from "#lib/database/database.ts";
import { findItem, getItems } from "#lib/database/get-items.ts";
import { type Key, keys } from "#lib/database/keys.ts";
import { deleteItemIf, putIfAbsent, putItemIf } from "#lib/database/write-items.ts";
import type { Image } from "./image.ts";

/*
 * One item per owner and SHA-256 names the image that holds that content, so that a file is kept once however often and
 * from however many places at once it is uploaded. What is added through a share has separate claims: guests cannot
 * learn what else the owner has, nor add it to the album by naming its hash.
 */

type Content = Pick<Image, "ownerId" | "sha256" | "addedBy">;

function toKey({ ownerId, sha256, addedBy }: Content): Key {
  return keys.contentClaim(ownerId, addedBy ? `${sha256}#${addedBy.shareId}` : sha256);
}

/** The id of the owner's image with that content, or undefined. The image itself may be gone after a crash. */
export async function findContentClaim(database: Database, content: Content): Promise<string | undefined> {
  const item = await findItem(database, toKey(content));
  return typeof item?.imageId === "string" ? item.imageId : undefined;
}

/** Which of these hashes of files the owner has claimed as their own. */
export async function findClaimedHashes(
  database: Database,
  ownerId: string,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const hashByKey = new Map(hashes.map((sha256) => [keys.contentClaim(ownerId, sha256).sk, sha256]));
  const wanted = [...hashByKey.values()].map((sha256) => keys.contentClaim(ownerId, sha256));
  const items = await getItems(database, wanted, { isConsistent: true });
  return new Set(items.map(({ sk }) => hashByKey.get(String(sk)) ?? ""));
}

/**
 * Claims content for an image; with `insteadOf`, only if it is claimed for that one now, otherwise only if it is
 * unclaimed. Returns whether the claim holds.
 */
export async function claimContent(
  database: Database,
  content: Content,
  imageId: string,
  insteadOf: string | undefined,
): Promise<boolean> {
  const claim = { ...toKey(content), imageId };
  if (insteadOf === undefined) return putIfAbsent(database, claim);
  return putItemIf(database, claim, { condition: "imageId = :insteadOf", values: { ":insteadOf": insteadOf } });
}

/** Gives the claim up, if it is that image's. */
export async function releaseContentClaim(database: Database, content: Content, imageId: string): Promise<void> {
  await deleteItemIf(database, toKey(content), { condition: "imageId = :imageId", values: { ":imageId": imageId } });
}
