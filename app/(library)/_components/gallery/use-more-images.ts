"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { tileRenditions } from "#lib/library/image-list-api.ts";
import type { GalleryPage, GalleryStore } from "./gallery-store.ts";

const PAGE_SIZE = 100;
/** Asked for while the end of the list is still this far below the screen. */
const AHEAD = "1500px";

interface MoreImages {
  /** Where the list ends; coming near it loads more. */
  end: RefObject<HTMLDivElement | null>;
  isLoading: boolean;
  /** Why the last try failed. */
  problem: string | undefined;
  loadMore: () => Promise<void>;
}

/** Loads the next page when the end of the list comes near, or when asked to. `filters` are those of the list. */
export function useMoreImages(gallery: GalleryStore, cursor: string | undefined, filters: string): MoreImages {
  const end = useRef<HTMLDivElement>(null);
  const isAsking = useRef(false);
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<string>();

  const loadMore = useCallback(async () => {
    if (cursor === undefined || isAsking.current) return;
    isAsking.current = true;
    setLoading(true);
    setProblem(undefined);
    try {
      const query = new URLSearchParams(filters);
      query.set("limit", String(PAGE_SIZE));
      query.set("renditions", tileRenditions.join(","));
      query.set("cursor", cursor);
      gallery.append(await callApi<GalleryPage>(`/api/images?${query}`), cursor);
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
    isAsking.current = false;
    setLoading(false);
  }, [gallery, cursor, filters]);

  useEffect(() => {
    if (!end.current || cursor === undefined || problem !== undefined) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void loadMore(), {
      rootMargin: `0px 0px ${AHEAD} 0px`,
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loadMore, cursor, problem]);

  return { end, isLoading, problem, loadMore };
}
