import { getExtension, recipe } from "./recipe.ts";

/*
 * uploads/<userId>/<imageId>/original                       what the user sent, written once
 * thumbnails/<userId>/<imageId>/<version>/<name>            renditions, content never changes
 * thumbnails/<userId>/<imageId>/clean-<version>/<which>     the original without metadata, for visitors of share links
 *
 * A rendition's version is the recipe's, "v2", and of those that a re-render made its number as well, "v2.7".
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

/** The folder that holds the renditions of an image that are of one version; ends in "/". */
export function versionPrefix(ownerId: string, imageId: string, version: string): string {
  return `${renditionsPrefix(ownerId, imageId)}${version}/`;
}

export function renditionKey(ownerId: string, imageId: string, name: string, version: string = recipe.version): string {
  return `${versionPrefix(ownerId, imageId, version)}${name}.${getExtension(name, version)}`;
}

/** Raised when copies are to be made again, by what removes metadata; those of before are orphans then. */
const CLEAN_COPY_VERSION = "clean-3";

/** What a copy of an original says about itself. */
export interface CopyFacts {
  captureTime: boolean;
  credits: boolean;
}

/** The copy of an original that says nothing about itself but these. */
export function cleanCopyKey(ownerId: string, imageId: string, { captureTime, credits }: CopyFacts): string {
  const facts = [captureTime && "time", credits && "credits"].filter(Boolean).join("-and-");
  const name = facts === "" ? "original" : `original-with-${facts}`;
  return `${versionPrefix(ownerId, imageId, CLEAN_COPY_VERSION)}${name}`;
}

/** All copies of an original that there can be. */
export function listCleanCopyKeys(ownerId: string, imageId: string): string[] {
  return [true, false].flatMap((captureTime) =>
    [true, false].map((credits) => cleanCopyKey(ownerId, imageId, { captureTime, credits })),
  );
}

/** The ids in an original's key, or undefined when the key is not one of ours. */
export function parseOriginalKey(key: string): { ownerId: string; imageId: string } | undefined {
  const match = ORIGINAL_KEY.exec(key);
  return match?.[1] && match[2] ? { ownerId: match[1], imageId: match[2] } : undefined;
}
