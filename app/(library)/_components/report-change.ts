import { toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import type { BulkOutcome, OnProgress } from "./bulk-changes.ts";

const UNDO_MS = 8_000;

/** `stackSize`: it stands for so many photos. */
export type Named = Pick<ImageView, "id" | "fileName"> & { stackSize?: number | undefined };

/**
 * Runs a change and tells in toasts how far it is and what came of it; `undo` makes what takes it back from the ids of
 * its changes. Resolves to whether all of it was done.
 */
export async function reportChange(
  /** The images, or how many they are. */
  subject: Named[] | number,
  /** What is said of them when it is done: "archived". */
  words: string,
  run: (onProgress: OnProgress) => Promise<BulkOutcome>,
  undo?: (changeIds: string[]) => () => void,
): Promise<boolean> {
  const t = browserTranslations("changes");
  const common = browserTranslations("common");
  const countPhotos = (photos: number) => common("photos", { count: photos });
  const images = typeof subject === "number" ? [] : subject;
  const name = typeof subject === "number" ? countPhotos(subject) : toName(images);
  let toastId: string | number | undefined;
  const onProgress: OnProgress = (processed, total, cancel) => {
    const text = t("progress", { done: processed, total, words });
    toastId = toast.loading(text, { id: toastId, action: { label: t("stop"), onClick: cancel } });
  };
  try {
    const { changed, unchanged, failed, failedIds, reasons, isCancelled, changeIds } = await run(onProgress);
    if (failed > 0) {
      const names = failed === failedIds.length ? images.filter(({ id }) => failedIds.includes(id)) : [];
      const what = names.length > 0 ? toName(names) : countPhotos(failed);
      toast.error(t("failed", { what, words }), { description: reasons.join(" ") });
    }
    const action = undo && { label: common("undo"), onClick: undo(changeIds) };
    if (isCancelled) toast(t("stopped"), { duration: UNDO_MS, action });
    else if (changed > 0)
      toast(t("done", { what: images.length === 1 && changed === 1 ? name : countPhotos(changed), words }), {
        description: unchanged > 0 ? t("unchanged", { count: unchanged }) : undefined,
        duration: UNDO_MS,
        action,
      });
    else if (failed === 0) toast(t("nothing"));
    return failed === 0 && !isCancelled;
  } catch (error) {
    toast.error(t("failed", { what: name, words }), { description: toErrorMessage(error) });
    return false;
  } finally {
    if (toastId !== undefined) toast.dismiss(toastId);
  }
}

/** The name of one photo, the number of several. */
export function toName(images: Named[]): string {
  const [first] = images;
  const count = countPhotosOf(images);
  return count === 1 && first ? first.fileName : browserTranslations("common")("photos", { count });
}

/** How many photos they are, with all those of their stacks. */
export function countPhotosOf(images: Named[]): number {
  return images.reduce((sum, { stackSize = 1 }) => sum + stackSize, 0);
}
