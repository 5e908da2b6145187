"use client";

import { useMemo } from "react";
import { toast } from "sonner";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { countPhotos, formatCount } from "#app/_components/format-count.ts";
import type { Position } from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import {
  type BulkOutcome,
  changeImages,
  changeWholeList,
  type ImageChange,
  type OnProgress,
  undoChanges,
  type WholeList,
} from "./bulk-changes.ts";
import { useConfirm } from "./confirm-provider.tsx";
import { useLibrary } from "./library-context.ts";

const UNDO_MS = 8_000;
/** Most images that one look-up takes. */
const MAX_LOOKUP = 100;

type Named = Pick<ImageView, "id" | "fileName">;

/** An album or a tag. */
type Collection = { id: string; name: string };

export interface ImageActions {
  /** Moves to the trash at once, and offers to undo. Resolves to whether it was done. */
  trash(images: Named[], onUndone?: () => void): Promise<boolean>;
  restore(images: Named[]): Promise<boolean>;
  /** Asks, then deletes permanently. Resolves to whether it was done. */
  deletePermanently(images: Named[]): Promise<boolean>;
  addToAlbum(images: Named[], album: Collection): Promise<boolean>;
  /** Takes out of the album, and out of the list that shows it. */
  removeFromAlbum(images: Named[], album: Collection): Promise<boolean>;
  addTag(images: Named[], tag: Collection): Promise<boolean>;
  removeTag(images: Named[], tag: Collection): Promise<boolean>;
  /** `leavesList`: the list that is shown has them no longer. */
  setArchived(images: Named[], archived: boolean, leavesList: boolean): Promise<boolean>;
  /** null: as the files say. */
  setTime(images: Named[], edit: TimeEdit | null): Promise<boolean>;
  /** null: nowhere; "file": where the files say. */
  setPosition(images: Named[], position: Position | null | "file"): Promise<boolean>;
  setFavourite(images: Named[], favourite: boolean): Promise<boolean>;
  /** Changes all of a list; `after` hears when it is done, and when it is undone. */
  changeWhole(list: WholeList, done: string, action: ImageChange, after: () => void): Promise<boolean>;
  retry(id: string): Promise<void>;
  /** Saves the original, or in full size a JPEG that every program opens. */
  download(id: string, variant?: "original" | "full"): Promise<void>;
}

export function useImageActions(): ImageActions {
  const { gallery } = useLibrary();
  const confirm = useConfirm();
  return useMemo(() => {
    /** Puts those that are not in the trash back to where they belong, whether or not this tab has listed them. */
    async function showRestored(ids: string[]): Promise<void> {
      for (const image of await lookUpImages(ids)) if (image.trashedAt === undefined) gallery.reinsert(image);
    }

    async function restore(images: Named[]): Promise<boolean> {
      return report(images, "restored", async (onProgress) => {
        const ids = images.map(({ id }) => id);
        const outcome = await changeImages({ action: "restore" }, ids, onProgress);
        await showRestored(ids);
        return outcome;
      });
    }

    /** Makes a change that can be undone; `after` is told of the photos that it reached. */
    function change(
      images: Named[],
      done: string,
      action: Parameters<typeof changeImages>[0],
      after: (ids: string[]) => void = () => {},
    ): Promise<boolean> {
      const ids = images.map(({ id }) => id);
      const undo = (changeIds: string[]) => () =>
        void report(images, "changed back", async (onProgress) => {
          const outcome = await undoChanges(changeIds, onProgress);
          gallery.update(await lookUpImages(ids));
          gallery.show(ids);
          return outcome;
        });
      return report(
        images,
        done,
        async (onProgress) => {
          const outcome = await changeImages(action, ids, onProgress);
          after(ids.filter((id) => !outcome.failedIds.includes(id)));
          return outcome;
        },
        undo,
      );
    }

    const leave = (ids: string[]) => {
      gallery.hide(ids);
      gallery.confirmHidden(ids);
    };
    const refresh = (ids: string[]) => void lookUpImages(ids).then(gallery.update);

    return {
      addToAlbum: (images, album) =>
        change(images, `added to ${album.name}`, { action: "add_to_album", album: album.id }, refresh),

      removeFromAlbum: (images, album) =>
        change(images, `removed from ${album.name}`, { action: "remove_from_album", album: album.id }, leave),

      setFavourite: (images, favourite) =>
        change(
          images,
          favourite ? "added to favourites" : "removed from favourites",
          { action: favourite ? "favourite" : "unfavourite" },
          refresh,
        ),

      addTag: (images, tag) => change(images, `tagged “${tag.name}”`, { action: "add_tag", tag: tag.id }, refresh),

      removeTag: (images, tag) =>
        change(images, `no longer tagged “${tag.name}”`, { action: "remove_tag", tag: tag.id }, refresh),

      setTime: (images, edit) =>
        edit === null
          ? change(images, "dated as the files say", { action: "reset_time" }, refresh)
          : change(images, "dated", { action: "set_time", time: edit }, refresh),

      setPosition: (images, position) =>
        position === "file"
          ? change(images, "placed as the files say", { action: "reset_position" }, refresh)
          : change(
              images,
              position === null ? "without a place now" : "placed",
              { action: "set_position", position },
              refresh,
            ),

      setArchived: (images, archived, leavesList) =>
        change(
          images,
          archived ? "archived" : "moved out of the archive",
          { action: archived ? "archive" : "unarchive" },
          (ids) => {
            if (leavesList) leave(ids);
            else gallery.show(ids);
            refresh(ids);
          },
        ),

      async trash(images, onUndone) {
        const ids = images.map(({ id }) => id);
        gallery.hide(ids);
        const undo = (changeIds: string[]) => () =>
          void report(images, "restored", async (onProgress) => {
            const outcome = await undoChanges(changeIds, onProgress);
            await showRestored(ids);
            onUndone?.();
            return outcome;
          });
        return report(
          images,
          "deleted",
          async (onProgress) => {
            const outcome = await changeImages({ action: "trash" }, ids, onProgress).catch((error) => {
              gallery.show(ids);
              throw error;
            });
            gallery.show(outcome.isCancelled ? await findUntrashed(ids) : outcome.failedIds);
            gallery.confirmHidden(ids);
            return outcome;
          },
          undo,
        );
      },

      restore,

      async deletePermanently(images) {
        const isConfirmed = await confirm({
          title: `Delete ${toName(images)} permanently?`,
          body: "Originals and all their sizes are removed. This cannot be undone.",
          action: "Delete permanently",
        });
        if (!isConfirmed) return false;
        const ids = images.map(({ id }) => id);
        return report(images, "deleted permanently", (onProgress) =>
          changeImages({ action: "delete_permanently" }, ids, onProgress),
        );
      },

      changeWhole: (list, done, action, after) =>
        report(
          list.count,
          done,
          async (onProgress) => {
            const outcome = await changeWholeList(action, list, onProgress);
            after();
            return outcome;
          },
          (changeIds) => () =>
            void report(list.count, "changed back", async (onProgress) => {
              const outcome = await undoChanges(changeIds, onProgress);
              after();
              return outcome;
            }),
        ),

      async retry(id) {
        try {
          const { image } = await callApi<{ image: ImageView }>(`/api/images/${id}/retry`, { method: "POST" });
          gallery.update([image]);
        } catch (error) {
          toast.error("Couldn't retry", { description: toErrorMessage(error) });
        }
      },

      async download(id, variant = "original") {
        try {
          const { url } = await callApi<{ url: string }>(`/api/get-url?id=${id}&variant=${variant}`);
          // The answer is an attachment, so the page stays.
          window.location.assign(url);
        } catch (error) {
          toast.error("Couldn't start the download", { description: toErrorMessage(error) });
        }
      },
    };
  }, [gallery, confirm]);
}

/**
 * Runs a change and tells in toasts how far it is and what came of it; `undo` makes what takes it back from the ids of
 * its changes. Resolves to whether all of it was done.
 */
async function report(
  /** The images, or how many they are. */
  subject: Named[] | number,
  done: string,
  run: (onProgress: OnProgress) => Promise<BulkOutcome>,
  undo?: (changeIds: string[]) => () => void,
): Promise<boolean> {
  const images = typeof subject === "number" ? [] : subject;
  const count = typeof subject === "number" ? subject : images.length;
  const name = typeof subject === "number" ? countPhotos(count) : toName(images);
  let toastId: string | number | undefined;
  const onProgress: OnProgress = (processed, total, cancel) => {
    const text = `${formatCount(processed)} of ${formatCount(total)} photos ${done}`;
    toastId = toast.loading(text, { id: toastId, action: { label: "Stop", onClick: cancel } });
  };
  try {
    const { failed, failedIds, reason, isCancelled, changeIds } = await run(onProgress);
    const changed = count - failed;
    if (failed > 0) {
      const names = failed === failedIds.length ? images.filter(({ id }) => failedIds.includes(id)) : [];
      const what = names.length > 0 ? toName(names) : countPhotos(failed);
      toast.error(`${what} could not be ${done}`, { description: reason });
    }
    const action = undo && { label: "Undo", onClick: undo(changeIds) };
    if (isCancelled) toast("Stopped", { duration: UNDO_MS, action });
    else if (changed > 0) toast(`${failed > 0 ? countPhotos(changed) : name} ${done}`, { duration: UNDO_MS, action });
    return failed === 0 && !isCancelled;
  } catch (error) {
    toast.error(`${name} could not be ${done}`, { description: toErrorMessage(error) });
    return false;
  } finally {
    if (toastId !== undefined) toast.dismiss(toastId);
  }
}

async function findUntrashed(ids: string[]): Promise<string[]> {
  return (await lookUpImages(ids)).filter(({ trashedAt }) => trashedAt === undefined).map(({ id }) => id);
}

/** The images that are still there; what cannot be looked up is left out. */
async function lookUpImages(ids: string[]): Promise<ImageView[]> {
  const found: ImageView[] = [];
  for (let start = 0; start < ids.length; start += MAX_LOOKUP) {
    const body = { ids: ids.slice(start, start + MAX_LOOKUP) };
    const answer = await callApi<{ images: ImageView[] }>("/api/images/lookup", { method: "POST", body }).catch(
      () => undefined,
    );
    found.push(...(answer?.images ?? []));
  }
  return found;
}

function toName(images: Named[]): string {
  return images.length === 1 && images[0] ? images[0].fileName : countPhotos(images.length);
}
