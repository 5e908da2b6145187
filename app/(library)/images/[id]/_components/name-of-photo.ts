import type { ImageListItem } from "#lib/library/image-list-api.ts";

/** What a photo is called: its title, else the name of its file. */
export function nameOfPhoto({ title, fileName }: Pick<ImageListItem, "title" | "fileName">): string {
  return title ?? fileName;
}
