"use client";

import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { GalleryImage } from "./gallery-image.ts";
import { type GallerySnapshot, snapshotOfPage } from "./gallery-snapshot.ts";
import type { GalleryStore } from "./gallery-store.ts";
import type { RenderedList } from "./rendered-list.ts";

/**
 * The months to draw, and the images of them by id. The list that the page came with is drawn at once; what arrives
 * later is drawn between frames, so that scrolling never waits for it.
 */
export function useMonths(
  gallery: GalleryStore,
  { counts, chunk, renderedAt }: Pick<RenderedList, "counts" | "chunk" | "renderedAt">,
): Pick<GallerySnapshot, "months" | "failed" | "moved"> & { tileOf: (id: string) => GalleryImage | undefined } {
  const [rendered] = useState(() => snapshotOfPage(counts, chunk));
  const newest = useSyncExternalStore(gallery.subscribe, gallery.snapshot, () => rendered);
  useLayoutEffect(() => gallery.seed(counts, chunk, renderedAt), [gallery, counts, chunk, renderedAt]);

  const deferred = useDeferredValue(newest);
  /** Of the store once it held this list; what is deferred may still be the list of the page before. */
  const [firstRevision, setFirstRevision] = useState(Number.POSITIVE_INFINITY);
  useEffect(() => setFirstRevision(gallery.snapshot().revision), [gallery]);
  const immediate = newest.revision === 0 ? rendered : newest;
  const { months, failed, moved } = deferred.revision >= firstRevision ? deferred : immediate;

  const tileOf = useCallback((id: string) => gallery.tile(id) ?? rendered.tileOf(id), [gallery, rendered]);
  return { months, failed, moved, tileOf };
}
