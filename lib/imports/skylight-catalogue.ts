import { z } from "zod";
import { parseCaptureTime } from "#lib/images/parse-capture-time.ts";
import { turnedField } from "#lib/images/rotation.ts";
import { getFolder, type ImportEntry, readStart, toScopes } from "./entry.ts";
import { readJsonItems } from "./read-json-items.ts";
import { readOnce } from "./read-once.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";

/*
 * The JSON at the root of an export: all that the files themselves and their sidecars do not say. Readers ignore what
 * they do not know; what changes its meaning takes a new version.
 */

export const CATALOGUE_NAME = "skylight.json";
export const FORMAT = "skylight-export";
export const VERSION = 1;

export const albumSchema = z.object({
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

export const imageSchema = z.object({
  id: z.string(),
  /** Where it is, from the folder of the catalogue on, with "/" between names. */
  file: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  /** Whether its file was not read, or not yet: then no favourite, position and tags are nobody's word. */
  unread: z.literal(true).optional(),
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
  /** How its owner turned it, degrees clockwise. */
  rotation: turnedField.optional(),
  /** The stack that its owner put it in, "" for none; absent where the camera's clock decides. */
  stack: z.string().optional(),
  /** When it was made the top picture of its stack. */
  topOfStackAt: z.string().optional(),
  /** Names. */
  tags: z.array(z.string()),
  /** Ids of albums. */
  albums: z.array(z.string()),
  /** Who added it through a share, where it was not its owner: ids as in the API, and what they call themselves. */
  addedBy: z.object({ shareId: z.string(), guestId: z.string(), name: z.string().optional() }).optional(),
});

const searchSchema = z.object({
  name: z.string(),
  /** Parameters as of an address, with ids of albums and images as in this catalogue. */
  query: z.string(),
  /** Names of the tags that it asks for. */
  tags: z.array(z.string()).optional(),
});

export const catalogueSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  exportedAt: z.string(),
  albums: z.array(albumSchema),
  /** Names, also of those that no image has. */
  tags: z.array(z.string()),
  /** Searches that were saved; exports of earlier releases have none. */
  searches: z.array(searchSchema).optional(),
  images: z.array(imageSchema),
});
/** What an account has besides photos. */
export interface Collections extends Pick<z.infer<typeof catalogueSchema>, "albums" | "tags" | "searches"> {
  /** Of albums that photos name, by title. */
  descriptions?: ReadonlyMap<string, string> | undefined;
}
export type CatalogueSearch = z.infer<typeof searchSchema>;
export type CatalogueAlbum = z.infer<typeof albumSchema>;
export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueImage = z.infer<typeof imageSchema>;

/** The catalogues among the files of an import. */
export interface SkylightCatalogues {
  /** The files that are one. */
  entries: ImportEntry[];
  /** Those that are one but cannot be read: damaged, or of a version to come. */
  unreadable: ImportEntry[];
  /** What all of them say besides that of files; each album once. */
  collections: Collections;
  /** What they say of a file. */
  find(file: ImportEntry): SidecarFacts | undefined;
}

/** What a catalogue says of a file of this size, and what others say of one at the same place. */
interface SaidOfFile {
  bytes: number;
  said: SidecarFacts;
  others?: SaidOfFile | undefined;
}

/** Reads the catalogues among JSON files, of any size; what is named like one and is none is left to others. */
export async function readCatalogues(files: readonly ImportEntry[]): Promise<SkylightCatalogues> {
  const entries: ImportEntry[] = [];
  const unreadable: ImportEntry[] = [];
  const facts = new Map<string, SaidOfFile>();
  const albums = new Map<string, CatalogueAlbum>();
  const tags = new Set<string>();
  const searches = new Map<string, CatalogueSearch>();
  for (const entry of files) {
    if (!isNamedAsCatalogue(entry)) continue;
    const folder = getFolder(entry.path);
    try {
      const { collections, images } = await readWhole(entry);
      for (const album of collections.albums) albums.set(album.id, album);
      for (const tag of collections.tags) tags.add(tag);
      for (const search of collections.searches ?? []) searches.set(`${search.name}\n${search.query}`, search);
      for (const { file, bytes, said } of images) {
        const path = (folder === "" ? file : `${folder}/${file}`).normalize("NFC");
        for (const scope of toScopes({ part: entry.part, path })) {
          const others = facts.get(scope + path);
          facts.set(scope + path, { bytes, said, others });
        }
      }
      entries.push(entry);
    } catch {
      if (await isMeantAsCatalogue(entry)) unreadable.push(entry);
    }
  }
  return {
    entries,
    unreadable,
    collections: { albums: [...albums.values()], tags: [...tags], searches: [...searches.values()] },
    find: (file) =>
      toScopes(file)
        .map((scope) => findSaid(facts.get(scope + file.path), file.bytes))
        .find((said) => said !== undefined),
  };
}

/** Where several exports have a file at one place, its size tells which; a copy with other metadata has another. */
function findSaid(first: SaidOfFile | undefined, bytes: number): SidecarFacts | undefined {
  for (let one = first; one; one = one.others) if (one.bytes === bytes) return one.said;
  return first?.others ? undefined : first?.said;
}

const readWhole = readOnce(async (entry) => {
  const images: { file: string; bytes: number; said: SidecarFacts }[] = [];
  const collections = await readCatalogue(entry, (image) => {
    images.push({ file: image.file, bytes: image.bytes, said: toFacts(image) });
  });
  return { collections, images };
});

function isNamedAsCatalogue({ path }: ImportEntry): boolean {
  return path === CATALOGUE_NAME || path.endsWith(`/${CATALOGUE_NAME}`);
}

/** What a catalogue says besides that of images, each of which is handed on. @throws where it cannot be read as one */
export async function readCatalogue(
  entry: ImportEntry,
  onImage: (image: CatalogueImage) => void,
): Promise<Collections> {
  const albums: CatalogueAlbum[] = [];
  const searches: CatalogueSearch[] = [];
  const rest = await readJsonItems(entry, (array, item) => {
    if (array === "albums") albums.push(albumSchema.parse(item));
    if (array === "searches") searches.push(searchSchema.parse(item));
    if (array === "images") onImage(imageSchema.parse(item));
  });
  const catalogue = catalogueSchema.parse(rest);
  for (const image of catalogue.images) onImage(image);
  return {
    albums: [...albums, ...catalogue.albums],
    tags: catalogue.tags,
    searches: [...searches, ...(catalogue.searches ?? [])],
  };
}

const MARK_BYTES = 200;

async function isMeantAsCatalogue(entry: ImportEntry): Promise<boolean> {
  const start = await readStart(entry, MARK_BYTES).catch(() => undefined);
  return start === undefined || new TextDecoder().decode(start).includes(`"${FORMAT}"`);
}

/**
 * What the file itself says is left to it, but for what its owner has taken back. Who added it is not for an import to
 * say.
 */
function toFacts(image: CatalogueImage): SidecarFacts {
  const { fileName, title, caption, takenAt, takenAtSource, position, favourite, archived, rotation, tags, unread } =
    image;
  return {
    fileName,
    title,
    caption,
    takenAt: takenAtSource === "owner" && takenAt !== undefined ? parseCaptureTime(takenAt) : undefined,
    position: position?.source === "owner" ? { latitude: position.latitude, longitude: position.longitude } : undefined,
    favourite: favourite || (unread ? undefined : false),
    hasNoPlace: (position === undefined && !unread) || undefined,
    hasAllTags: !unread || undefined,
    archived: archived || undefined,
    rotation,
    tags,
    exportedId: image.id,
    exportedAlbums: image.albums,
    exportedStack: image.stack,
    topOfStackAt: image.topOfStackAt,
  };
}
