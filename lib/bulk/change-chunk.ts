import pMap from "p-map";
import type { Database } from "#lib/database/database.ts";
import { findCollection } from "#lib/images/collection-repository.ts";
import { findEdit, toId } from "./bulk-action.ts";
import type { BulkChange, BulkResult } from "./bulk-change.ts";
import type { PlannedChange } from "./bulk-objects.ts";
import { type ChangeServices, changePlannedImage } from "./change-image.ts";
import type { PlannedChunk } from "./plan-chunk.ts";

const CONCURRENCY = 8;

/**
 * Does what is planned for the images of a chunk. None is left in an album, or with a tag, that was deleted before or
 * while this was done.
 */
export async function changeChunk(
  services: ChangeServices,
  change: BulkChange,
  { plan, images }: PlannedChunk,
): Promise<BulkResult[]> {
  const changeAll = (some: PlannedChange[]) =>
    pMap(some, (planned) => changePlannedImage(services, change, planned, images.get(planned.id)), {
      concurrency: CONCURRENCY,
    });
  const isStored = images.size === 0;
  const impossible = await selectLost(services.database, change, plan.changes);
  const possible = plan.changes.filter((planned) => !impossible.has(planned));
  const results = await changeAll(possible);
  const inVain = await selectLost(services.database, change, possible);
  // Of a stored plan, a process that died may have done any part.
  const undone = isStored ? [...impossible, ...inVain] : [...inVain];
  images.clear();
  await changeAll(undone.map(({ id, before, after }) => ({ id, before: after, after: before })));
  const failed = [...impossible, ...inVain].map(({ id }): BulkResult => ({ id, outcome: "failed", code: "not_found" }));
  return [...plan.others, ...results.filter((_, index) => !inVain.has(possible[index] as PlannedChange)), ...failed];
}

/** Those of the changes that put an image into an album, or give it a tag, that there is not. */
async function selectLost(
  database: Database,
  { action, ownerId }: BulkChange,
  changes: PlannedChange[],
): Promise<Set<PlannedChange>> {
  const kind = findEdit(action)?.target;
  if (kind === undefined) return new Set();
  const added = changes.map((planned) => ({ planned, ids: listAdded(planned) }));
  const lost = new Set<string>();
  for (const id of new Set(added.flatMap(({ ids }) => ids))) {
    if (!(await findCollection(database, { kind, ownerId, id }))) lost.add(id);
  }
  return new Set(added.filter(({ ids }) => ids.some((id) => lost.has(id))).map(({ planned }) => planned));
}

/** Ids of the albums or tags that an image comes into. */
function listAdded({ before, after }: PlannedChange): string[] {
  const former = new Set(listIds(before));
  return listIds(after).filter((id) => !former.has(id));
}

function listIds({ albums, tags }: PlannedChange["after"]): string[] {
  return ((albums ?? tags ?? []) as (string | { id: string })[]).map(toId);
}
