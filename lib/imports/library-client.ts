import { z } from "zod";
import { imageViewSchema } from "#lib/images/image-view.ts";
import type { WordsEdit } from "./decide-words.ts";

/* What an import reads and writes of a library besides bytes, through the REST API. */

/** Changed before the API answers, unless an earlier change comes first; see POST /api/images/bulk. */
const BULK_SIZE = 200;
const POLL_MS = 1_000;

const lookupSchema = z.object({
  images: z.array(
    imageViewSchema.pick({
      id: true,
      status: true,
      failure: true,
      takenAt: true,
      takenAtSource: true,
      takenOffset: true,
      title: true,
      caption: true,
      embedded: true,
      shot: true,
      position: true,
      favourite: true,
      archived: true,
      rotation: true,
      tags: true,
      albumIds: true,
      stack: true,
      topOfStackAt: true,
    }),
  ),
});
const collectionSchema = z.object({ id: z.string(), name: z.string() });
const albumsSchema = z.object({
  albums: z.array(
    collectionSchema.extend({ parentId: z.string().optional(), coverId: z.string().optional(), count: z.number() }),
  ),
});
const tagsSchema = z.object({ tags: z.array(collectionSchema) });
const searchesSchema = z.object({ searches: z.array(z.object({ name: z.string(), query: z.string() })) });
const madeSchema = z.union([z.object({ album: collectionSchema }), z.object({ tag: collectionSchema })]);
const bulkSchema = z.object({
  change: z.object({ id: z.string(), state: z.string(), changed: z.number(), failed: z.number() }),
  results: z.array(z.object({ id: z.string(), outcome: z.string() })).optional(),
});

export type LibraryImage = z.output<typeof lookupSchema>["images"][number] & {
  /** Whether its file has been read as far as it can be. */
  isSettled: boolean;
};

export type LibraryAlbum = z.output<typeof albumsSchema>["albums"][number];

export interface LibraryClient {
  /** Those of at most 100 images that exist, by id. */
  lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, LibraryImage>>;
  changeImage(id: string, edit: WordsEdit): Promise<void>;
  listAlbums(): Promise<LibraryAlbum[]>;
  listTags(): Promise<{ id: string; name: string }[]>;
  /** The id of a new album, or of the tag of that name, which may exist in other letters. */
  makeCollection(kind: "album" | "tag", collection: NewCollection): Promise<string>;
  changeAlbum(id: string, change: { hasOwnOrder?: true; coverId?: string }): Promise<void>;
  listSearches(): Promise<SavedQuery[]>;
  saveSearch(search: SavedQuery): Promise<void>;
  /** What an owner says of stacks; returns the images that it changed, or may have. */
  changeStack(action: StackAction, imageIds: readonly string[]): Promise<string[]>;
  addTo(kind: "album" | "tag", id: string, imageIds: readonly string[]): Promise<{ changed: string[]; failed: number }>;
}

export interface SavedQuery {
  name: string;
  query: string;
}

export type StackAction = "stack" | "unstack" | "top_of_stack";

interface NewCollection {
  name: string;
  /** These of albums only. */
  description?: string | undefined;
  parentId?: string | undefined;
}

/** Calls the API and gives the JSON of its answer; tries again what may pass. */
export type CallApi = (method: "GET" | "POST" | "PATCH", path: string, body?: object) => Promise<unknown>;

/** All of these throw as `call` does. */
export function createLibraryClient(call: CallApi, signal: AbortSignal): LibraryClient {
  const changeMany = async (request: { action: string; ids: readonly string[]; album?: string; tag?: string }) => {
    const answer = bulkSchema.parse(await call("POST", "/api/images/bulk", request));
    let { change } = answer;
    while (change.state === "running" || change.state === "collecting") {
      await pause(POLL_MS, signal);
      change = bulkSchema.parse(await call("GET", `/api/bulk-changes/${change.id}`)).change;
    }
    const changed = answer.results?.filter(({ outcome }) => outcome === "changed").map((result) => result.id);
    // What became of each image is said only of what is done before the answer.
    return { changed: changed ?? (change.changed > 0 ? [...request.ids] : []), failed: change.failed };
  };

  return {
    lookUp: async (ids) => {
      const { images } = lookupSchema.parse(await call("POST", "/api/images/lookup", { ids }));
      return new Map(
        images.map((image) => [
          image.id,
          { ...image, isSettled: image.status === "ready" || image.status === "failed" },
        ]),
      );
    },
    changeImage: async (id, edit) => void (await call("PATCH", `/api/images/${id}`, edit)),
    changeAlbum: async (id, change) => void (await call("PATCH", `/api/albums/${id}`, change)),
    listAlbums: async () => albumsSchema.parse(await call("GET", "/api/albums?covers=false")).albums,
    listTags: async () => tagsSchema.parse(await call("GET", "/api/tags")).tags,
    makeCollection: async (kind, collection) => {
      const made = madeSchema.parse(await call("POST", kind === "album" ? "/api/albums" : "/api/tags", collection));
      return "album" in made ? made.album.id : made.tag.id;
    },
    listSearches: async () => searchesSchema.parse(await call("GET", "/api/searches")).searches,
    saveSearch: async (search) => void (await call("POST", "/api/searches", search)),
    changeStack: async (action, ids) => (await changeMany({ action, ids })).changed,
    addTo: async (kind, id, imageIds) => {
      const action = kind === "album" ? "add_to_album" : "add_tag";
      const total = { changed: [] as string[], failed: 0 };
      for (let at = 0; at < imageIds.length; at += BULK_SIZE) {
        const { changed, failed } = await changeMany({ action, ids: imageIds.slice(at, at + BULK_SIZE), [kind]: id });
        total.changed.push(...changed);
        total.failed += failed;
      }
      return total;
    },
  };
}

/** Waits. @throws the signal's reason when it is aborted */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
