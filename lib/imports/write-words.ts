import pMap from "p-map";
import { MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import { toLine } from "#lib/metadata/facts.ts";
import { type DecidedWords, decideWords, type WordsOptions } from "./decide-words.ts";
import { type LibraryClient, type LibraryImage, pause } from "./library-client.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";

/** A photo that is in the library, and what stands beside its file. */
export interface ImportedPhoto {
  imageId: string;
  /** For people. */
  path: string;
  facts: SidecarFacts;
  albums: string[];
}

/** What the API looks up in one call. */
const LOOKUP_SIZE = 100;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;
/** Images are rendered one after the other; where none has been for so long something is wrong. */
const GIVE_UP_MS = 10 * 60_000;

export interface WordsSummary {
  /** Images that were told something new. */
  changed: number;
  albumsMade: number;
  tagsMade: number;
  notes: { path: string; reason: string }[];
  failed: { path: string; reason: string }[];
  /** Images that were not ready in time, or not reached before the import was stopped. */
  left: number;
}

/** An image that belongs into an album or has a tag, and the ids of those that it is in or has. */
interface Member {
  id: string;
  isIn: readonly string[];
}

/**
 * Tells the library what stands beside photos: words, times, albums and tags. Waits for each image to be rendered, since
 * what its file says decides. What is so already is not sent again.
 */
export async function writeWords(options: {
  imported: readonly ImportedPhoto[];
  library: LibraryClient;
  words: WordsOptions;
  concurrency: number;
  signal: AbortSignal;
}): Promise<WordsSummary> {
  const { library, signal, concurrency } = options;
  const summary: WordsSummary = {
    changed: 0,
    albumsMade: 0,
    tagsMade: 0,
    notes: [],
    failed: [],
    left: 0,
  };
  const photos = joinCopies(options.imported).filter(
    ({ facts, albums }) =>
      options.words.keywords || albums.length > 0 || Object.values(facts).some((fact) => fact !== undefined),
  );
  if (signal.aborted) return { ...summary, left: photos.length };
  const changed = new Set<string>();
  const albums = new Map<string, Member[]>();
  const tags = new Map<string, Member[]>();
  const albumIds = await library.listAlbums();
  const tagIds = await library.listTags();

  const writeOne = async (photo: ImportedPhoto, image: LibraryImage) => {
    const { edit, tags: tagNames, notes } = decideWords(image, photo.facts, options.words);
    for (const reason of notes) summary.notes.push({ path: photo.path, reason });
    if (await editImage(photo, edit)) changed.add(photo.imageId);
    for (const name of photo.albums) addMember(albums, name, { id: image.id, isIn: image.albumIds });
    for (const name of tagNames) addMember(tags, name, { id: image.id, isIn: image.tags });
  };

  async function editImage({ imageId, path }: ImportedPhoto, edit: DecidedWords["edit"]): Promise<boolean> {
    if (Object.keys(edit).length === 0) return false;
    try {
      await library.changeImage(imageId, edit);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      summary.failed.push({ path, reason: toReason(error) });
      return false;
    }
  }

  async function join(kind: "album" | "tag", members: ReadonlyMap<string, Member[]>, known: Map<string, string>) {
    for (const [name, images] of members) {
      try {
        if (!known.has(name)) {
          const { id, isNew } = await library.makeCollection(kind, name);
          known.set(name, id);
          if (isNew) summary[kind === "album" ? "albumsMade" : "tagsMade"]++;
        }
        const id = known.get(name) ?? "";
        const missing = images.filter(({ isIn }) => !isIn.includes(id)).map((image) => image.id);
        const results = await library.addTo(kind, id, missing);
        for (const id of results.changed) changed.add(id);
        if (results.failed > 0) throw new Error(`${results.failed} photos could not be added.`);
      } catch (error) {
        signal.throwIfAborted();
        summary.failed.push({ path: `The ${kind} "${name}"`, reason: toReason(error) });
      }
    }
  }

  let left = photos.length;
  try {
    left = await forEachReady(photos, library, concurrency, signal, writeOne);
    await join("album", albums, albumIds);
    await join("tag", tags, tagIds);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { ...summary, changed: changed.size, left };
}

/** Equal bytes are one image, with all that stands beside any of its copies. */
function joinCopies(imported: readonly ImportedPhoto[]): ImportedPhoto[] {
  return [...Map.groupBy(imported, ({ imageId }) => imageId)].map(([imageId, copies]) => ({
    imageId,
    path: copies[0]?.path ?? imageId,
    facts: {
      ...mergeSidecarFacts(copies.map(({ facts }) => facts)),
      ...(copies.some(({ facts }) => facts.favourite) ? { favourite: true } : {}),
    },
    albums: [
      ...new Set(copies.flatMap(({ albums }) => albums.flatMap((name) => toLine(name, MAX_TITLE_LENGTH) ?? []))),
    ],
  }));
}

/** Calls `use` with each photo once its image is ready or has failed; returns how many never were. */
async function forEachReady(
  photos: readonly ImportedPhoto[],
  library: LibraryClient,
  concurrency: number,
  signal: AbortSignal,
  use: (photo: ImportedPhoto, image: LibraryImage) => Promise<void>,
): Promise<number> {
  let waiting = [...photos];
  let pauseMs = FIRST_PAUSE_MS;
  let progressAt = Date.now();
  while (waiting.length > 0 && Date.now() - progressAt < GIVE_UP_MS) {
    let next: ImportedPhoto[] = [];
    for (let at = 0; at < waiting.length; at += LOOKUP_SIZE) {
      const batch = waiting.slice(at, at + LOOKUP_SIZE);
      const images = await library.lookUp(batch.map(({ imageId }) => imageId));
      await pMap(
        batch,
        async (photo) => {
          const image = images.get(photo.imageId);
          // One that is not there has been deleted since.
          if (image?.isSettled) await use(photo, image);
          else if (image) next.push(photo);
        },
        { concurrency, signal },
      );
      // Those behind these are rendered later: no need to ask for them yet.
      if (next.length >= LOOKUP_SIZE) {
        next = [...next, ...waiting.slice(at + LOOKUP_SIZE)];
        break;
      }
    }
    const isProgress = next.length < waiting.length;
    if (isProgress) progressAt = Date.now();
    pauseMs = isProgress ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
    waiting = next;
    if (waiting.length > 0) await pause(pauseMs, signal);
  }
  return waiting.length;
}

function addMember(map: Map<string, Member[]>, name: string, member: Member): void {
  const members = map.get(name);
  if (members) members.push(member);
  else map.set(name, [member]);
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
