import { z } from "zod";
import { imageViewSchema } from "#lib/images/image-view.ts";
import type { WordsEdit } from "./decide-words.ts";

/* What an import reads and writes of a library besides bytes, through the REST API. */

/** Changed before the API answers; see POST /api/images/bulk. */
const BULK_SIZE = 200;
const POLL_MS = 1_000;

const lookupSchema = z.object({
  images: z.array(
    imageViewSchema.pick({
      id: true,
      status: true,
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
    }),
  ),
});
const collectionSchema = z.object({ id: z.string(), name: z.string() });
const albumsSchema = z.object({ albums: z.array(collectionSchema) });
const tagsSchema = z.object({ tags: z.array(collectionSchema) });
const madeSchema = z.union([z.object({ album: collectionSchema }), z.object({ tag: collectionSchema })]);
const bulkSchema = z.object({
  change: z.object({ id: z.string(), state: z.string(), failed: z.number() }),
  results: z.array(z.object({ id: z.string(), outcome: z.string() })).optional(),
});

export type LibraryImage = z.output<typeof lookupSchema>["images"][number] & {
  /** Whether its file has been read as far as it can be. */
  isSettled: boolean;
};

export interface LibraryClient {
  /** Those of at most 100 images that exist, by id. */
  lookUp(ids: readonly string[]): Promise<ReadonlyMap<string, LibraryImage>>;
  changeImage(id: string, edit: WordsEdit): Promise<void>;
  /** Ids by name. */
  listAlbums(): Promise<Map<string, string>>;
  listTags(): Promise<Map<string, string>>;
  /** A new album, or the tag of that name, which may exist in other letters. */
  makeCollection(kind: "album" | "tag", name: string): Promise<{ id: string; isNew: boolean }>;
  addTo(kind: "album" | "tag", id: string, imageIds: readonly string[]): Promise<{ changed: string[]; failed: number }>;
}

/** Calls the API and gives the JSON of its answer; tries again what may pass. */
export type CallApi = (method: "GET" | "POST" | "PATCH", path: string, body?: object) => Promise<unknown>;

/** All of these throw as `call` does. */
export function createLibraryClient(call: CallApi, signal: AbortSignal): LibraryClient {
  const toIds = (collections: z.output<typeof collectionSchema>[]) =>
    new Map(collections.toReversed().map(({ id, name }) => [name, id]));
  const listTags = async () => toIds(tagsSchema.parse(await call("GET", "/api/tags")).tags);

  const addBatch = async (kind: "album" | "tag", id: string, ids: readonly string[]) => {
    const action = kind === "album" ? "add_to_album" : "add_tag";
    const answer = bulkSchema.parse(await call("POST", "/api/images/bulk", { action, ids, [kind]: id }));
    let { change } = answer;
    while (change.state === "running" || change.state === "collecting") {
      await pause(POLL_MS, signal);
      change = bulkSchema.parse(await call("GET", `/api/bulk-changes/${change.id}`)).change;
    }
    const changed = answer.results?.filter(({ outcome }) => outcome === "changed").map((result) => result.id) ?? [];
    return { changed, failed: change.failed };
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
    listAlbums: async () => toIds(albumsSchema.parse(await call("GET", "/api/albums")).albums),
    listTags,
    makeCollection: async (kind, name) => {
      const before = kind === "tag" ? await listTags() : undefined;
      const made = madeSchema.parse(await call("POST", kind === "album" ? "/api/albums" : "/api/tags", { name }));
      const { id } = "album" in made ? made.album : made.tag;
      return { id, isNew: ![...(before?.values() ?? [])].includes(id) };
    },
    addTo: async (kind, id, imageIds) => {
      const total = { changed: [] as string[], failed: 0 };
      for (let at = 0; at < imageIds.length; at += BULK_SIZE) {
        const { changed, failed } = await addBatch(kind, id, imageIds.slice(at, at + BULK_SIZE));
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
