import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { isPending } from "../gallery/list/gallery-image.ts";
import type { GalleryStore } from "../gallery/list/gallery-store.ts";
import type { UploadStore } from "./upload-store.ts";

const LOOK_MS = 300;

/** Has uploads say what became of their photos, as the gallery learns it. Returns how to stop. */
export function followProcessing(uploads: UploadStore, gallery: GalleryStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    timer = undefined;
    for (const { key, imageId = "", phase } of uploads.list(["processing", "unusable"], Number.POSITIVE_INFINITY)) {
      const view = gallery.isHidden(imageId) ? undefined : gallery.find(imageId);
      // The gallery no longer follows it, as when it was deleted.
      if (!view && phase === "processing") uploads.change(key, { phase: "done" });
      if (!view || isPending(view)) continue;
      if (view.status !== "failed") uploads.change(key, { phase: "done", message: undefined });
      else if (phase === "processing") {
        const code = view.failure?.code;
        uploads.change(key, { phase: "unusable", message: code && browserTranslations("failures")(code) });
      }
    }
  }

  const schedule = () => {
    timer ??= setTimeout(look, LOOK_MS);
  };
  const stops = [uploads.subscribe(schedule), gallery.subscribe(schedule)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
