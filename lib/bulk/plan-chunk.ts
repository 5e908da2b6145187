import { getItems } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { canBeDeleted } from "#lib/images/delete-image.ts";
import { type Image, imageSchema } from "#lib/images/image.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import type { Services } from "#lib/services.ts";
import { findEdit, isSameValues, readValues, toDifference, writeValues } from "./bulk-action.ts";
import { type BulkChange, type BulkResult, CHUNK_IMAGES } from "./bulk-change.ts";
import { type ChunkPlan, type PlannedChange, readPlan, writePlan } from "./bulk-objects.ts";

type PlanServices = Pick<Services, "database" | "storage">;

/** A plan, and the images as they were read for it where it was made just now. */
export interface PlannedChunk {
  plan: ChunkPlan;
  images: Map<string, Image>;
}

/**
 * The stored plan of a change's next chunk, which is made and stored when there is none. Undefined when it is damaged,
 * or what it would be made of is.
 */
export async function planChunk(
  services: PlanServices,
  change: BulkChange,
  readIds: (chunk: number) => Promise<string[] | undefined>,
): Promise<PlannedChunk | undefined> {
  const { storage } = services;
  const stored = await readPlan(storage, change, change.chunk);
  if (stored) return toPlanned(stored);
  const planned =
    change.undoOf === undefined
      ? await makePlan(services, change, await readIds(change.chunk))
      : await reversePlan(storage, change, change.undoOf);
  if (!planned || (await writePlan(storage, change, change.chunk, planned.plan))) return planned;
  const other = await readPlan(storage, change, change.chunk);
  return other && toPlanned(other);
}

function toPlanned(plan: ChunkPlan | "unreadable"): PlannedChunk | undefined {
  return plan === "unreadable" ? undefined : { plan, images: new Map() };
}

async function makePlan(
  { database }: PlanServices,
  change: BulkChange,
  ids: string[] | undefined,
): Promise<PlannedChunk | undefined> {
  if (!ids) return undefined;
  const wanted = ids.map((id) => keys.image(change.ownerId, id));
  const items = await getItems(database, wanted, { isConsistent: true });
  const byKey = new Map(items.map((item) => [String(item.sk), item]));
  const planned: PlannedChunk = { plan: { changes: [], others: [] }, images: new Map() };
  for (const [index, id] of ids.entries()) {
    const item = byKey.get(keys.image(change.ownerId, id).sk);
    const outcome = planImage(change, id, item, change.chunk * CHUNK_IMAGES + index);
    if ("outcome" in outcome) {
      planned.plan.others.push(outcome);
    } else {
      planned.plan.changes.push(outcome.planned);
      planned.images.set(id, outcome.image);
    }
  }
  return planned;
}

/** `index`: how many images of the change come before it. */
function planImage(
  change: BulkChange,
  id: string,
  item: Record<string, unknown> | undefined,
  index: number,
): BulkResult | { planned: PlannedChange; image: Image } {
  if (!item || isTombstone(item) || item.removingSince !== undefined) {
    return { id, outcome: "failed", code: "not_found" };
  }
  const image = readOrLog(imageSchema, item);
  if (!image) return { id, outcome: "failed", code: "internal" };
  const edit = findEdit(change.action);
  if (!edit) {
    if (!canBeDeleted(image)) return { id, outcome: "failed", code: "invalid_state" };
    return { planned: { id, before: {}, after: {} }, image };
  }
  const before = readValues(image, edit);
  const next = edit.next(image, {
    changeId: change.id,
    at: change.createdAt,
    id: change.targetId ?? "",
    from: change.fromId ?? "",
    time: change.time,
    position: change.position,
    index,
    places: change.places,
  });
  if (!next) return { id, outcome: "failed", code: "invalid_state" };
  const after = readValues(writeValues(image, edit, next), edit);
  if (isSameValues(before, after)) return { id, outcome: "unchanged" };
  return { planned: { id, ...toDifference(edit, { before, after }) }, image };
}

async function reversePlan(
  storage: Services["storage"],
  change: BulkChange,
  undoOf: string,
): Promise<PlannedChunk | undefined> {
  const plan = await readPlan(storage, { ownerId: change.ownerId, id: undoOf }, change.chunk);
  if (plan === undefined || plan === "unreadable") return undefined;
  const changes = plan.changes.map(({ id, before, after }) => ({ id, before: after, after: before }));
  return { plan: { changes, others: [] }, images: new Map() };
}
