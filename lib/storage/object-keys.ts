import { type RenditionName, recipe } from "#lib/thumbnails/recipe.ts";

/*
 * uploads/<userId>/<imageId>/original                       what the user sent, written once
 * thumbnails/<userId>/<imageId>/<recipe version>/<name>     renditions, content never changes
 *
 * Ids are ULIDs made by the server; no part of a key comes from the client.
 */
export const UPLOADS_PREFIX = "uploads/";
export const RENDITIONS_PREFIX = "thumbnails/";

const ULID = "[0-9A-HJKMNP-TV-Z]{26}";
const ORIGINAL_KEY = new RegExp(`^uploads/(${ULID})/(${ULID})/original$`);

export function originalKey(ownerId: string, imageId: string): string {
  return `uploads/${ownerId}/${imageId}/original`;
}

/** The folder that holds all originals of a user; ends in "/". */
export function originalsPrefix(ownerId: string): string {
  return `${UPLOADS_PREFIX}${ownerId}/`;
}

/** The folder that holds all renditions of all images of a user; ends in "/". */
export function renditionsOfUserPrefix(ownerId: string): string {
  return `${RENDITIONS_PREFIX}${ownerId}/`;
}

/** The folder that holds every rendition of an image, of all recipe versions; ends in "/". */
export function renditionsPrefix(ownerId: string, imageId: string): string {
  return `thumbnails/${ownerId}/${imageId}/`;
}

export function renditionKey(
  ownerId: string,
  imageId: string,
  name: RenditionName,
  version: string = recipe.version,
): string {
  return `${renditionsPrefix(ownerId, imageId)}${version}/${name}.${recipe.extension}`;
}

/** The ids in an original's key, or undefined when the key is not one of ours. */
export function parseOriginalKey(key: string): { ownerId: string; imageId: string } | undefined {
  const match = ORIGINAL_KEY.exec(key);
  return match?.[1] && match[2] ? { ownerId: match[1], imageId: match[2] } : undefined;
}
