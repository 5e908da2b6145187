import { z } from "zod";
import type { AlbumView } from "#lib/albums/album-api.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { TagView } from "#lib/tags/tag-api.ts";

/*
 * The JSON at the root of an export: all that the files themselves and their sidecars do not say. Readers ignore what
 * they do not know; what changes its meaning takes a new version.
 */

export const CATALOGUE_NAME = "skylight.json";
const VERSION = 1;

const albumSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** The album that it is in. */
  parentId: z.string().optional(),
  /** The image chosen for its cover. */
  coverId: z.string().optional(),
  createdAt: z.string(),
  /** Ids of its images in an order of their own; absent where they are in that of time. */
  order: z.array(z.string()).optional(),
});

const imageSchema = z.object({
  id: z.string(),
  /** Where it is, from the folder of the catalogue on, with "/" between names. */
  file: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  uploadedAt: z.string(),
  /** On the clock where it was taken, with an offset if the file has one. */
  takenAt: z.string().optional(),
  takenAtSource: z.string().optional(),
  takenOffset: z.string().optional(),
  /** Where it was taken, in degrees, and whether its owner said so or the file does. */
  position: z.object({ latitude: z.number(), longitude: z.number(), source: z.string() }).optional(),
  title: z.string().optional(),
  caption: z.string().optional(),
  favourite: z.boolean(),
  archived: z.boolean(),
  /** Names. */
  tags: z.array(z.string()),
  /** Ids of albums. */
  albums: z.array(z.string()),
});

export const catalogueSchema = z.object({
  format: z.literal("skylight-export"),
  version: z.literal(VERSION),
  exportedAt: z.string(),
  albums: z.array(albumSchema),
  /** Names, also of those that no image has. */
  tags: z.array(z.string()),
  images: z.array(imageSchema),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueImage = z.infer<typeof imageSchema>;

/** Asks Skylight's API for JSON; `path` begins with "/api/". */
export type GetJson = <Answer>(path: string) => Promise<Answer>;

/** What an account has besides its images. */
export interface ExportedCollections {
  albums: Catalogue["albums"];
  tags: Catalogue["tags"];
  toTagNames(image: Pick<ImageListItem, "tags">): string[];
}

const PAGE = 200;

/** Reads albums, with the order of those that have one of their own, and tags. */
export async function readCollections(get: GetJson): Promise<ExportedCollections> {
  const { albums } = await get<{ albums: AlbumView[] }>("/api/albums");
  const { tags } = await get<{ tags: TagView[] }>("/api/tags");
  const names = new Map(tags.map(({ id, name }) => [id, name]));
  const ordered: Catalogue["albums"] = [];
  for (const album of albums) {
    const order: string[] = [];
    if (album.hasOwnOrder) {
      for await (const { id } of listImages(get, `album=${album.id}&sort=position&order=asc`)) order.push(id);
    }
    ordered.push(albumSchema.parse({ ...album, order: album.hasOwnOrder ? order : undefined }));
  }
  return {
    albums: ordered,
    tags: [...names.values()],
    toTagNames: (image) => image.tags.flatMap((id) => names.get(id) ?? []).sort(),
  };
}

/** An image in an export: all that is asked of the API is there. */
export type ExportedImage = ImageListItem & { sha256: string };

/** All images of an account but those in the trash and those still uploading, each once, in the order of their upload. */
export async function* listExported(get: GetJson): AsyncGenerator<ExportedImage> {
  const seen = new Set<string>();
  for (const filters of ["", "archived=true&"]) {
    for await (const image of listImages(get, `${filters}sort=added&order=asc&fields=sha256,position`)) {
      if (seen.has(image.id) || image.status === "uploading" || image.sha256 === undefined) continue;
      seen.add(image.id);
      yield { ...image, sha256: image.sha256 };
    }
  }
}

async function* listImages(get: GetJson, filters: string): AsyncGenerator<ImageListItem> {
  for (let cursor = ""; ; ) {
    const path = `/api/images?${filters}&limit=${PAGE}&renditions=thumbnail${cursor}`;
    const page = await get<{ images: ImageListItem[]; nextCursor?: string }>(path);
    yield* page.images;
    if (page.nextCursor === undefined) return;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** What a catalogue says of an image that is at `file`. */
export function toCatalogueImage(image: ExportedImage, file: string, tags: string[]): CatalogueImage {
  return imageSchema.parse({ ...image, file, tags, albums: image.albumIds });
}

/** The catalogue as its file holds it. */
export function writeCatalogue(
  { albums, tags }: Pick<Catalogue, "albums" | "tags">,
  images: CatalogueImage[],
  at = new Date(),
): string {
  const exportedAt = at.toISOString();
  const catalogue: Catalogue = { format: "skylight-export", version: VERSION, exportedAt, albums, tags, images };
  return JSON.stringify(catalogue, null, 1);
}
