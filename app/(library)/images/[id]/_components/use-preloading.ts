"use client";

import { useEffect, useRef } from "react";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toViewerSources } from "./viewer-sources.ts";

/** Pictures that are fetched before they are asked for, on either side. */
const PRELOADED = 2;

/** Fetches the pictures next to the one shown, each once. */
export function usePreloading(around: readonly { image: ImageListItem; offset: number }[]): void {
  const preloaded = useRef(new Set<string>());
  useEffect(() => {
    for (const { image, offset } of around) {
      const sources = toViewerSources(image);
      if (!sources || offset === 0 || Math.abs(offset) > PRELOADED || preloaded.current.has(sources.src)) continue;
      preloaded.current.add(sources.src);
      const picture = new Image();
      if (sources.srcSet) {
        picture.sizes = sources.sizes;
        picture.srcset = sources.srcSet;
      }
      picture.src = sources.src;
      // One that does not load says so when it is shown.
      picture.decode().catch(() => preloaded.current.delete(sources.src));
    }
  }, [around]);
}
