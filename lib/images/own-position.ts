import type { Image, Position } from "./image.ts";

/*
 * Where its owner says that an image was taken, in place of what the file says, which stays known beside it.
 */

/** A position and whose word it is. */
export interface KnownPosition extends Position {
  source: "owner" | "file";
}

/** Where an image was taken: as its owner says, else as its file does; undefined where neither is known. */
export function getPosition({ ownPosition, shot }: Pick<Image, "ownPosition" | "shot">): KnownPosition | undefined {
  if (ownPosition !== undefined) return ownPosition === null ? undefined : { ...ownPosition, source: "owner" };
  const { latitude, longitude } = shot ?? {};
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude, source: "file" };
}
