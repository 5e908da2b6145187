import pMap from "p-map";
import { foldName } from "#lib/fold-words.ts";
import { MAX_COLLECTIONS, type NamedCollection } from "#lib/images/collection.ts";
import { MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import { toLine } from "#lib/metadata/facts.ts";
import { type DecidedWords, decideWords, type WordsOptions } from "./decide-words.ts";
import { type LibraryClient, type LibraryImage, pause } from "./library-client.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";
import type { Collections } from "./skylight-catalogue.ts";
import { type AlbumMember, makeAlbums, type NamedKind, toDescriptions, toOrdered } from "./write-albums.ts";
import { type ImportedIds, saveSearches } from "./write-searches.ts";
import { type Stacked, writeStacks } from "./write-stacks.ts";

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
/** Of what there was no room for. */
const MAX_NAMES = 20;
/** Images are rendered one after the other; where none has been for so long something is wrong. */
const GIVE_UP_MS = 10 * 60_000;

/** What could not be done; path and reason are English, for people. */
export interface WordsFailure {
  path: string;
  reason: string;
  /** What it was to be done to, where that is no photo. */
  collection?: NamedKind;
  /** How many photos could not be added to it. */
  notAdded?: number;
  /** Albums or tags for which there was no room; the names of the first. */
  noRoom?: { kind: NamedKind["kind"]; count: number; names: string; max: number };
}

class NotAddedError extends Error {
  override readonly name = "NotAddedError";
  readonly count: number;
  constructor(count: number) {
    super(`${count} photos could not be added.`);
    this.count = count;
  }
}

export interface WordsSummary {
  /** Images that were told something new. */
  changed: number;
  albumsMade: number;
  tagsMade: number;
  searchesMade: number;
  stacksMade: number;
  notes: { path: string; reason: string }[];
  failed: WordsFailure[];
  /** Files that have arrived and of which no photo can be made. */
  unusable: { path: string; reason: string }[];
  /** Images that were not ready in time, or not reached before the import was stopped. */
  left: number;
}

/** An image that belongs into an album or has a tag, and the ids of those that it is in or has. */
interface Member extends AlbumMember {
  isIn: readonly string[];
}

/**
 * Tells the library what stands beside photos: words, times, albums and tags, those without photos too. Waits for each
 * image to be rendered, since what its file says decides. What is so already is not sent again.
 */
export async function writeWords(options: {
  imported: readonly ImportedPhoto[];
  collections: Collections;
  library: LibraryClient;
  words: WordsOptions;
  concurrency: number;
  signal: AbortSignal;
  /** Told of each photo that is described. */
  onDescribed?: () => void;
}): Promise<WordsSummary> {
  const { library, signal, concurrency, onDescribed } = options;
  const summary: WordsSummary = {
    changed: 0,
    albumsMade: 0,
    tagsMade: 0,
    searchesMade: 0,
    stacksMade: 0,
    notes: [],
    failed: [],
    unusable: [],
    left: 0,
  };
  const photos = joinCopies(options.imported);
  if (signal.aborted) return { ...summary, left: photos.length };
  const changed = new Set<string>();
  const made = { album: new Set<string>(), tag: new Set<string>() };
  const albums = new Map<string, Member[]>();
  const exportedAlbums = new Map<string, Member[]>();
  const tags = new Map<string, Member[]>(options.collections.tags.map((name) => [name, []]));
  const stacked: Stacked[] = [];
  const descriptions = toDescriptions(options.collections.descriptions);
  const knownAlbums = await library.listAlbums();
  const knownTags = await library.listTags();

  const writeOne = async (photo: ImportedPhoto, image: LibraryImage) => {
    const { edit, tags: tagNames, notes } = decideWords(image, photo.facts, options.words);
    for (const reason of notes) summary.notes.push({ path: photo.path, reason });
    if (image.failure) summary.unusable.push({ path: photo.path, reason: image.failure.message });
    await editImage(photo, edit);
    const { exportedId, exportedAlbums: exportedIds = [] } = photo.facts;
    const member = { id: image.id, exportedId, isIn: image.albumIds };
    for (const name of photo.albums) addMember(albums, name, member);
    for (const id of exportedIds) addMember(exportedAlbums, id, member);
    for (const name of tagNames) addMember(tags, name, { ...member, isIn: image.tags });
    const { exportedStack, topOfStackAt } = photo.facts;
    if (exportedStack !== undefined || topOfStackAt !== undefined) {
      // The image itself, with all its words, is not kept: there may be a million.
      const { id, stack, topOfStackAt: onTopSince } = image;
      stacked.push({ path: photo.path, image: { id, stack, topOfStackAt: onTopSince }, facts: photo.facts });
    }
    onDescribed?.();
  };

  async function editImage({ imageId, path }: ImportedPhoto, edit: DecidedWords["edit"]): Promise<void> {
    if (Object.keys(edit).length === 0) return;
    await attempt(path, async () => {
      await library.changeImage(imageId, edit);
      changed.add(imageId);
    });
  }

  async function attempt(subject: string | NamedKind, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      signal.throwIfAborted();
      const ofCollection =
        typeof subject === "string"
          ? { path: subject }
          : { path: `The ${subject.kind} "${subject.name}"`, collection: subject };
      const notAdded = error instanceof NotAddedError ? { notAdded: error.count } : {};
      summary.failed.push({ ...ofCollection, reason: toReason(error), ...notAdded });
    }
  }

  async function addAll(kind: "album" | "tag", id: string, members: readonly Member[], order?: string[]) {
    const missing = members.filter(({ isIn }) => !isIn.includes(id));
    const results = await library.addTo(kind, id, toOrdered(missing, order));
    noteChanged(results.changed);
    if (results.failed > 0) throw new NotAddedError(results.failed);
  }

  /** Those of the most photos are made first, since there may not be room for all. */
  async function joinByName(kind: "album" | "tag", members: ReadonlyMap<string, Member[]>, known: NamedCollection[]) {
    const toKey = kind === "tag" ? foldName : (name: string) => name;
    // Of several with one name it is the first.
    const ids = new Map(known.toReversed().map(({ id, name }) => [toKey(name), id]));
    const { true: there = [], false: missing = [] } = Object.groupBy(
      joinNames(members, toKey).sort((one, other) => other.images.length - one.images.length),
      ({ key }) => `${ids.has(key)}`,
    );
    const taken = new Set([...known.map(({ id }) => id), ...made[kind]]).size;
    const room = Math.max(0, MAX_COLLECTIONS[kind] - taken);
    for (const { key, name, images } of [...there, ...missing.slice(0, room)]) {
      await attempt({ kind, name }, async () => {
        const description = kind === "album" ? descriptions.get(name) : undefined;
        const id = ids.get(key) ?? (await library.makeCollection(kind, { name, description }));
        made[kind].add(id);
        await addAll(kind, id, images);
      });
    }
    const left = missing.slice(room).map(({ name }) => `"${name}"`);
    const count = left.length;
    if (count === 0) return;
    const names = left.slice(0, MAX_NAMES).join(", ") + (count > MAX_NAMES ? ", …" : "");
    const noRoom = { kind, count, names, max: MAX_COLLECTIONS[kind] };
    summary.failed.push({ path: `${count} ${kind}s: ${names}`, reason: toRoomReason(kind), noRoom });
  }

  /** Returns the ids of images and albums by those in the export. */
  async function joinExported(): Promise<ImportedIds> {
    const imageIds = new Map(photos.map(({ facts, imageId }) => [facts.exportedId, imageId]));
    const ids = await makeAlbums(options.collections.albums, library, knownAlbums, attempt);
    for (const { id: exportedId, name, coverId, order } of options.collections.albums) {
      const id = ids.get(exportedId);
      if (id === undefined) continue;
      made.album.add(id);
      await attempt({ kind: "album", name }, async () => {
        await addAll("album", id, exportedAlbums.get(exportedId) ?? [], order);
        const cover = coverId && imageIds.get(coverId);
        const hasCover = knownAlbums.some((album) => album.id === id && album.coverId !== undefined);
        if (cover && !hasCover) await library.changeAlbum(id, { coverId: cover });
      });
    }
    return { albums: ids, images: imageIds };
  }

  const noteChanged = (imageIds: readonly string[]) => {
    for (const id of imageIds) changed.add(id);
  };

  let left = photos.length;
  try {
    left = await forEachReady(photos, library, concurrency, signal, writeOne);
    const ids = await joinExported();
    await joinByName("album", albums, knownAlbums);
    await joinByName("tag", tags, knownTags);
    summary.stacksMade = await writeStacks(stacked, library, attempt, noteChanged);
    summary.searchesMade = await saveSearches(options.collections.searches ?? [], ids, library, attempt);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const former = new Set([...knownAlbums, ...knownTags].map(({ id }) => id));
  const countNew = (ids: ReadonlySet<string>) => [...ids].filter((id) => !former.has(id)).length;
  return { ...summary, changed: changed.size, albumsMade: countNew(made.album), tagsMade: countNew(made.tag), left };
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

/** Photos by the names that are one, each with the first way that it is written. */
function joinNames(members: ReadonlyMap<string, Member[]>, toKey: (name: string) => string) {
  return [...Map.groupBy(members, ([name]) => toKey(name))].map(([key, named]) => {
    const images = new Map(named.flatMap(([, images]) => images.map((image) => [image.id, image])));
    return { key, name: named[0]?.[0] ?? key, images: [...images.values()] };
  });
}

function toRoomReason(kind: "album" | "tag"): string {
  return `There can be ${MAX_COLLECTIONS[kind]} ${kind}s. Those of the most photos were made.`;
}

function addMember(map: Map<string, Member[]>, name: string, member: Member): void {
  const members = map.get(name);
  if (members) members.push(member);
  else map.set(name, [member]);
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
