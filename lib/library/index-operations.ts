import type { NamedCollection } from "#lib/images/collection.ts";
import { type Gazetteer, loadGazetteer } from "#lib/places/gazetteer.ts";
import { type Applied, applyChanges, isLiving, readRevision } from "./apply-changes.ts";
import type { Change, OwnChange } from "./change.ts";
import { countBefore } from "./count-before.ts";
import { type Cluster, countClusters, type MapArea } from "./count-clusters.ts";
import { countFacets, type Facets } from "./count-facets.ts";
import { countMonths, type MonthCount } from "./count-months.ts";
import type { SearchNames } from "./describe-filters.ts";
import { findOnThisDay, type PastDay } from "./find-on-this-day.ts";
import {
  type DuplicateGroups,
  type GroupRequest,
  groupDuplicates,
  readGroups,
  selectSuperfluous,
} from "./group-duplicates.ts";
import type { ImageQuery } from "./image-query.ts";
import type { IndexedImage } from "./image-row.ts";
import { IN_MEMORY, type IndexState } from "./index-file.ts";
import { type GuestSummary, listGuests } from "./list-guests.ts";
import { remember } from "./memoise.ts";
import type { IndexAddress, OpenFiles } from "./open-files.ts";
import { type MoveRequest, type PlannedMove, planMove } from "./plan-move.ts";
import { type Chunk, type ChunkRequest, readChunk } from "./read-chunk.ts";
import {
  addStacks,
  countFailed,
  countImages,
  findImages,
  findNeighbours,
  type ImageList,
  listIds,
  listImages,
  type Neighbours,
  type PageRequest,
  selectIds,
} from "./run-query.ts";
import { type Suggestion, suggest } from "./suggest.ts";
import { type PartSums, sumParts } from "./sum-parts.ts";
import {
  type CollectionRequest,
  type CollectionSummary,
  listSearchNames,
  nameCollections,
  summariseCollections,
} from "./summarise-collections.ts";

/*
 * What can be asked of the owner of an index file, by name, so that it can be asked across threads. Arguments and
 * answers are plain data.
 */

export interface ApplyRequest {
  changes: Change[];
  state: Partial<IndexState>;
}

/** Arguments and answer of each operation. */
export interface IndexOperations {
  create: { input: Pick<IndexState, "epoch" | "markMs">; output: IndexState };
  readState: { input: null; output: IndexState };
  apply: {
    input: ApplyRequest;
    output: Applied & {
      state: IndexState;
      /** What the index takes, where it has no file. */
      memoryBytes?: number | undefined;
    };
  };
  /** Those of the changes that the index does not have yet, and whether it has an older revision of the item. */
  findMissing: { input: OwnChange[]; output: (OwnChange & { isLiving: boolean })[] };
  list: { input: { query: ImageQuery; page: PageRequest }; output: ImageList };
  listIds: { input: { query: ImageQuery; page: PageRequest }; output: ReturnType<typeof listIds> };
  selectIds: { input: ImageQuery; output: string };
  find: { input: string[]; output: IndexedImage[] };
  /** The ids, and those of the other photos of their stacks. */
  addStacks: { input: string[]; output: string[] };
  neighbours: { input: { query: ImageQuery; id: string; count: number }; output: Neighbours };
  count: { input: ImageQuery; output: number };
  /** How many images of the list come before that one. */
  countBefore: { input: { query: ImageQuery; id: string }; output: number | undefined };
  onThisDay: { input: string; output: PastDay[] };
  facets: { input: ImageQuery; output: Facets };
  clusters: { input: MapArea; output: Cluster[] };
  duplicates: { input: GroupRequest; output: DuplicateGroups };
  selectSuperfluous: { input: null; output: string };
  suggest: { input: string; output: Suggestion[] };
  searchNames: { input: null; output: SearchNames };
  planMove: { input: MoveRequest; output: PlannedMove | undefined };
  months: { input: ImageQuery; output: { months: MonthCount[]; failed?: number | undefined } };
  chunk: { input: { query: ImageQuery; chunk: ChunkRequest }; output: Chunk };
  collections: { input: CollectionRequest; output: CollectionSummary[] };
  collectionNames: { input: { kind: "album" | "tag"; ids: string[] }; output: NamedCollection[] };
  guests: { input: string; output: GuestSummary[] };
  countCollections: { input: "album" | "tag"; output: number };
  sumParts: { input: PartSums; output: PartSums };
  /** Writes a compact copy of the file. */
  copyTo: { input: string; output: null };
  close: { input: null; output: null };
}

export type OperationName = keyof IndexOperations;
export type OperationInput<Name extends OperationName> = IndexOperations[Name]["input"];
export type OperationOutput<Name extends OperationName> = IndexOperations[Name]["output"];

type Handlers = {
  [Name in OperationName]: (
    files: OpenFiles,
    address: IndexAddress,
    input: OperationInput<Name>,
    gazetteer: Gazetteer | undefined,
  ) => OperationOutput<Name>;
};

const handlers: Handlers = {
  create: (files, address, input) => files.create(address, input).readState(),
  readState: (files, address) => files.open(address).readState(),
  apply(files, address, { changes, state }, gazetteer) {
    const file = files.open(address);
    const before = file.readState();
    const newer = changes.filter((change) => readRevision(file, change) < change.revision);
    // Most catch-ups bring what the overlap had already brought; they write nothing.
    const isNothing = newer.length === 0 && !saysMore(before, state);
    const applied = isNothing ? { applied: 0, unreadable: [] } : applyChanges(file, newer, state, gazetteer);
    const memoryBytes = address.path === IN_MEMORY ? file.readBytes() : undefined;
    return { ...applied, state: isNothing ? before : file.readState(), memoryBytes };
  },
  findMissing(files, address, changes) {
    const file = files.open(address);
    return changes
      .filter((change) => readRevision(file, change) < change.revision)
      .map((change) => ({ ...change, isLiving: isLiving(file, change) }));
  },
  list: (files, address, { query, page }) => listImages(files.open(address), query, page),
  listIds: (files, address, { query, page }) => listIds(files.open(address), query, page),
  selectIds: (files, address, query) => selectIds(files.open(address), query),
  find: (files, address, ids) => findImages(files.open(address), ids),
  addStacks: (files, address, ids) => addStacks(files.open(address), ids),
  neighbours: (files, address, { query, id, count }) => findNeighbours(files.open(address), query, id, count),
  count: (files, address, query) => remember(files.open(address), "count", query, countImages),
  countBefore: (files, address, { query, id }) => countBefore(files.open(address), query, id),
  onThisDay: (files, address, today) => findOnThisDay(files.open(address), today),
  facets: (files, address, query) => countFacets(files.open(address), query),
  clusters: (files, address, area) => countClusters(files.open(address), area),
  duplicates(files, address, request) {
    const file = files.open(address);
    return groupDuplicates(file, request, remember(file, "groups", null, readGroups));
  },
  selectSuperfluous: (files, address) => selectSuperfluous(files.open(address)),
  suggest: (files, address, text) => suggest(files.open(address), text),
  searchNames: (files, address) => listSearchNames(files.open(address)),
  planMove: (files, address, request) => planMove(files.open(address), request),
  months(files, address, query) {
    const file = files.open(address);
    return {
      months: remember(file, "months", query, countMonths),
      failed: remember(file, "failed", query, countFailed),
    };
  },
  chunk: (files, address, { query, chunk }) => readChunk(files.open(address), query, chunk),
  // Counting the photos of thousands of tags takes a second and more.
  collections: (files, address, input) => remember(files.open(address), "collections", input, summariseCollections),
  collectionNames: (files, address, input) => nameCollections(files.open(address), input),
  guests: (files, address, shareId) => listGuests(files.open(address), shareId),
  countCollections: (files, address, kind) =>
    Number(files.open(address).sql("SELECT count(*) AS count FROM collections WHERE kind = ?").get(kind)?.count),
  sumParts: (files, address, sums) => sumParts(files.open(address), sums),
  copyTo(files, address, path) {
    const { database } = files.open(address);
    // The words of many small additions become one sorted run, which is smaller and faster, here and in the copy.
    database.exec("INSERT INTO words (words) VALUES ('optimize')");
    database.prepare("VACUUM INTO ?").run(path);
    return null;
  },
  close(files, { path, ownerId }) {
    files.close(path, ownerId);
    return null;
  },
};

/** @throws UnusableIndexError, AppError `invalid_cursor`, or what SQLite throws */
export async function runOperation<Name extends OperationName>(
  files: OpenFiles,
  name: Name,
  address: IndexAddress,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  // Most threads are long at work before the first photo with a position comes.
  const needsNames = name === "apply" && (input as ApplyRequest).changes.some(hasPosition);
  return handlers[name](files, address, input, needsNames ? await loadGazetteer() : undefined);
}

function hasPosition({ listed }: Change): boolean {
  return typeof listed === "object" && listed !== null && "q" in listed;
}

function saysMore(before: IndexState, state: Partial<IndexState>): boolean {
  return (Object.keys(state) as (keyof IndexState)[]).some((member) => before[member] !== state[member]);
}
