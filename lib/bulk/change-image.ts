import { AppError, isAppError } from "#lib/errors.ts";
import { recordTrashing } from "#lib/images/change-images.ts";
import { canBeDeleted, deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { changeImage, findImageIncludingDeleting } from "#lib/images/image-repository.ts";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { adaptChange, findEdit, isSameValues, readValues, writeValues } from "./bulk-action.ts";
import type { BulkChange, BulkResult } from "./bulk-change.ts";
import type { PlannedChange } from "./bulk-objects.ts";

const MAX_ATTEMPTS = 4;

export type ChangeServices = Pick<Services, "database" | "storage"> & {
  config: Pick<Services["config"], "deletedKeptDays">;
};

type Outcome = Pick<BulkResult, "outcome" | "revision">;

/**
 * Does to one image what is planned; doing so again changes nothing and comes to the same result. `image` is the image
 * as it was read a moment ago, where it was. One that cannot be changed is logged, and keeps none of the others
 * waiting.
 */
export async function changePlannedImage(
  services: ChangeServices,
  change: BulkChange,
  planned: PlannedChange,
  image: Image | undefined,
): Promise<BulkResult> {
  const { id } = planned;
  try {
    return { id, ...(await apply(services, change, planned, image)) };
  } catch (error) {
    if (isAppError(error, "unavailable")) return { id, outcome: "failed", code: "unavailable" };
    logFault("an image could not be changed", { id, change: change.id }, error);
    return { id, outcome: "failed", code: "internal" };
  }
}

async function apply(
  services: ChangeServices,
  change: BulkChange,
  { id, before, after }: PlannedChange,
  image: Image | undefined,
): Promise<Outcome> {
  const imageId = { ownerId: change.ownerId, imageId: id };
  const edit = findEdit(change.action);
  if (!edit) return deleteFromTrash(services, imageId, image);
  let isDone = false;
  const changed = await changeImage(services.database, image ?? imageId, (current) => {
    const values = readValues(current, edit);
    const next = adaptChange(edit, values, { before, after });
    isDone = isSameValues(values, next ?? after);
    return next && !isDone ? writeValues(current, edit, next) : undefined;
  });
  if (changed && before.trashedAt !== after.trashedAt) await recordTrashing(services.database, changed);
  return { outcome: changed || isDone ? "changed" : "unchanged", revision: changed?.revision };
}

async function deleteFromTrash(services: ChangeServices, id: ImageId, image: Image | undefined): Promise<Outcome> {
  const onceUrlEnded = services.config.deletedKeptDays > 0;
  let current = image;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    current ??= await findImageIncludingDeleting(services.database, id);
    // What is gone by now was deleted by a process that could no longer say so.
    if (!current) return { outcome: "changed" };
    const isDeleting = current.removingSince !== undefined;
    // It may have been restored since this was planned.
    if (!isDeleting && !canBeDeleted(current)) return { outcome: "unchanged" };
    const options = isDeleting ? { onceUrlEnded } : { onceUrlEnded, revision: current.revision };
    // From the next revision on it is gone.
    if (await deleteImage(services, id, options)) return { outcome: "changed", revision: current.revision + 1 };
    current = undefined;
  }
  throw new AppError("unavailable", "The image is changing too fast right now. Please try again.");
}
