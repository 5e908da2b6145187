"use client";

import { useMemo } from "react";
import { toast } from "sonner";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useConfirm } from "./confirm-provider.tsx";
import { inTurns } from "./in-turns.ts";
import { useLibrary } from "./library-context.ts";

const UNDO_MS = 8_000;
const REQUESTS_AT_ONCE = 4;

type Named = Pick<ImageView, "id" | "fileName">;

export interface ImageActions {
  /** Asks, moves to the trash, offers to undo. Resolves to whether it was done. */
  trash(images: Named[]): Promise<boolean>;
  restore(images: Named[]): Promise<boolean>;
  /** Asks, then deletes permanently. Resolves to whether it was done. */
  deletePermanently(images: Named[]): Promise<boolean>;
  retry(id: string): Promise<void>;
  /** Saves the original, or in full size a JPEG that every program opens. */
  download(id: string, variant?: "original" | "full"): Promise<void>;
}

export function useImageActions(): ImageActions {
  const { gallery } = useLibrary();
  const confirm = useConfirm();
  return useMemo(() => {
    async function restore(images: Named[]): Promise<boolean> {
      const { failed, error } = await inTurns(images, REQUESTS_AT_ONCE, async ({ id }) => {
        const { image } = await callApi<{ image: ImageView }>(`/api/images/${id}/restore`, { method: "POST" });
        gallery.reinsert(image);
      });
      if (failed.length > 0)
        toast.error(`${toName(failed)} could not be restored`, { description: toErrorMessage(error) });
      else toast.success(`${toName(images)} restored`);
      return failed.length === 0;
    }

    return {
      async trash(images) {
        const isConfirmed = await confirm({
          title: `Delete ${toName(images)}?`,
          body: `You can restore ${images.length === 1 ? "it" : "them"} from the trash.`,
          action: "Delete",
        });
        if (!isConfirmed) return false;
        gallery.hide(images.map(({ id }) => id));
        const { failed, error } = await inTurns(images, REQUESTS_AT_ONCE, ({ id }) =>
          callApi(`/api/images/${id}`, { method: "DELETE" }),
        );
        gallery.show(failed.map(({ id }) => id));
        const deleted = images.filter((image) => !failed.includes(image));
        if (failed.length > 0)
          toast.error(`${toName(failed)} could not be deleted`, { description: toErrorMessage(error) });
        if (deleted.length > 0) {
          toast(`${toName(deleted)} deleted`, {
            duration: UNDO_MS,
            action: { label: "Undo", onClick: () => void restore(deleted) },
          });
        }
        return failed.length === 0;
      },

      restore,

      async deletePermanently(images) {
        const isConfirmed = await confirm({
          title: `Delete ${toName(images)} permanently?`,
          body: "Originals and all their sizes are removed. This cannot be undone.",
          action: "Delete permanently",
        });
        if (!isConfirmed) return false;
        const { failed, error } = await inTurns(images, REQUESTS_AT_ONCE, ({ id }) =>
          callApi(`/api/images/${id}?permanent=true`, { method: "DELETE" }),
        );
        if (failed.length > 0)
          toast.error(`${toName(failed)} could not be deleted`, { description: toErrorMessage(error) });
        else toast(`${toName(images)} deleted permanently`);
        return failed.length === 0;
      },

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

function toName(images: Named[]): string {
  return images.length === 1 && images[0] ? images[0].fileName : `${images.length} photos`;
}
