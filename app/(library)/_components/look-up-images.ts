import { callApi } from "#app/_components/call-api.ts";
import type { ImageView } from "#lib/images/image-view.ts";

/** Images by id as they are now, at most 100; those that are gone are left out. @throws ApiError */
export async function lookUpImages(ids: string[], signal?: AbortSignal): Promise<ImageView[]> {
  const { images } = await callApi<{ images: ImageView[] }>("/api/images/lookup", {
    method: "POST",
    body: { ids },
    signal,
  });
  return images;
}
