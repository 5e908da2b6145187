import { z } from "zod";
import { logFault } from "#lib/log-fault.ts";
import { readObject, writeObject, writeObjectOnce } from "#lib/storage/objects.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { EditedValues } from "./bulk-action.ts";
import { type BulkChange, type BulkResult, CHUNK_IMAGES } from "./bulk-change.ts";

/*
 * bulk/<userId>/<changeId>/ids/<part>       the images of a change, one id a line
 * bulk/<userId>/<changeId>/plans/<chunk>    what is done to the images of a chunk, written once
 */
export const BULK_PREFIX = "bulk/";

/** A part holds the ids of this many chunks. */
const CHUNKS_PER_PART = 50;
const IDS_PER_PART = CHUNKS_PER_PART * CHUNK_IMAGES;

type ChangeId = Pick<BulkChange, "ownerId" | "id">;

/** The folder of all changes of a user; ends in "/". */
export function bulkPrefix(userId: string): string {
  return `${BULK_PREFIX}${userId}/`;
}

/** The folder of one change; ends in "/". */
export function changePrefix({ ownerId, id }: ChangeId): string {
  return `${bulkPrefix(ownerId)}${id}/`;
}

/** What is done to one image: `before` and `after` are the values that an edit concerns; a deletion has none. */
export interface PlannedChange {
  id: string;
  before: EditedValues;
  after: EditedValues;
}

export interface ChunkPlan {
  changes: PlannedChange[];
  /** What became of the other images of the chunk, to which nothing is done. */
  others: BulkResult[];
}

const planSchema: z.ZodType<ChunkPlan> = z.object({
  changes: z.array(
    z.object({
      id: z.string(),
      before: z.record(z.string(), z.unknown()),
      after: z.record(z.string(), z.unknown()),
    }),
  ),
  others: z.array(z.custom<BulkResult>()),
});

export async function writeIds(storage: Storage, change: ChangeId, ids: string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += IDS_PER_PART) {
    const body = Buffer.from(ids.slice(start, start + IDS_PER_PART).join("\n"));
    await writeObject(storage, idsKey(change, start / IDS_PER_PART), body, { contentType: "text/plain" });
  }
}

/** Reads the ids of chunks, one part in memory at a time. */
export function createIdReader(storage: Storage, change: ChangeId): (chunk: number) => Promise<string[] | undefined> {
  let known: { part: number; ids: string[] } | undefined;
  return async (chunk) => {
    const part = Math.floor(chunk / CHUNKS_PER_PART);
    if (known?.part !== part) {
      const object = await readObject(storage, idsKey(change, part));
      if (!object) return undefined;
      known = { part, ids: object.body.toString("utf8").split("\n") };
    }
    const start = (chunk % CHUNKS_PER_PART) * CHUNK_IMAGES;
    return known.ids.slice(start, start + CHUNK_IMAGES);
  };
}

/** The plan of a chunk; undefined when there is none, "unreadable" when it is damaged, which is logged. */
export async function readPlan(
  storage: Storage,
  change: ChangeId,
  chunk: number,
): Promise<ChunkPlan | "unreadable" | undefined> {
  const object = await readObject(storage, planKey(change, chunk));
  if (!object) return undefined;
  try {
    return planSchema.parse(JSON.parse(object.body.toString("utf8")));
  } catch (error) {
    logFault("the plan of a change of many images is damaged", { id: change.id, chunk }, error);
    return "unreadable";
  }
}

/** Stores the plan of a chunk unless there is one. Returns whether it did. */
export function writePlan(storage: Storage, change: ChangeId, chunk: number, plan: ChunkPlan): Promise<boolean> {
  const body = Buffer.from(JSON.stringify(plan));
  return writeObjectOnce(storage, planKey(change, chunk), body, { contentType: "application/json" });
}

const idsKey = (change: ChangeId, part: number) => `${changePrefix(change)}ids/${part}`;
const planKey = (change: ChangeId, chunk: number) => `${changePrefix(change)}plans/${chunk}`;
