"use client";

import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useLibrary } from "../../../_components/library-context.ts";

/** What makes an image a favourite or no longer one. It shows at once, and goes back when the server refuses. */
export function useFavourite(): (image: ImageListItem) => Promise<void> {
  const { gallery } = useLibrary();
  return async (image) => {
    const favourite = !image.favourite;
    gallery.update([{ ...image, favourite }]);
    try {
      const path = `/api/images/${image.id}`;
      const answer = await callApi<{ image: ImageView }>(path, { method: "PATCH", body: { favourite } });
      gallery.update([answer.image]);
    } catch (error) {
      gallery.update([image]);
      toast.error(browserTranslations("viewer")(favourite ? "addFavouriteFailed" : "removeFavouriteFailed"), {
        description: toErrorMessage(error),
      });
    }
  };
}
