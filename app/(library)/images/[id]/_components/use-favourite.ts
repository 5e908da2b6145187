"use client";

import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { createLatestSender } from "./latest-sender.ts";

const send = createLatestSender((id: string, favourite: boolean) =>
  callApi<{ image: ImageView }>(`/api/images/${id}`, { method: "PATCH", body: { favourite } }),
);

/**
 * What makes an image a favourite or no longer one. It shows at once, and goes back when the server refuses; `show` has
 * the viewer show it before all is known of it.
 */
export function useFavourite(show: (image: ImageListItem) => void): (image: ImageListItem) => Promise<void> {
  const { gallery } = useLibrary();

  function showEverywhere(image: ImageListItem): void {
    gallery.update([image]);
    show(image);
  }

  return async (image) => {
    const favourite = !image.favourite;
    showEverywhere({ ...image, favourite });
    const outcome = await send(image.id, favourite);
    if (!outcome) return;
    const { answer, error } = outcome;
    const kept = answer?.image.favourite ?? image.favourite;
    if (error === undefined && answer) return showEverywhere(answer.image);
    showEverywhere({ ...(gallery.find(image.id) ?? image), favourite: kept });
    toast.error(browserTranslations("viewer")(kept ? "removeFavouriteFailed" : "addFavouriteFailed"), {
      description: toErrorMessage(error),
    });
  };
}
