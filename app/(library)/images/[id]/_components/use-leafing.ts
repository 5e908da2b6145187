"use client";

import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ImageListItem, ImageNeighbours } from "#lib/library/image-list-api.ts";
import { toViewerSources } from "./viewer-sources.ts";

/** Pictures that are fetched before they are asked for, on either side. */
const PRELOADED = 2;
/** The page of a picture is asked for when it has been looked at so long; leafing on quickly asks for none. */
const SETTLE_MS = 150;

export interface Leafing {
  /** Shown now; what the page was rendered for, or a neighbour that its page is still being fetched of. */
  shown: ImageListItem;
  previous: ImageListItem | undefined;
  next: ImageListItem | undefined;
  /** Shows the previous (-1) or next (1) image. Returns whether there is one. */
  step(by: -1 | 1): boolean;
  /** Takes an image that is gone out of the line. */
  leaveOut(id: string): void;
  /** Asks for no page any more: whoever leaves right after a step is not called back. */
  stop(): void;
}

/** Leads from the image of the page to its neighbours at once; their pages follow, with what `suffix` says of the list. */
export function useLeafing(rendered: ImageListItem, { before, after }: ImageNeighbours, suffix: string): Leafing {
  const router = useRouter();
  const [line, setLine] = useState<ImageListItem[]>(() => [...before.toReversed(), rendered, ...after]);
  const [shownId, setShownId] = useState(rendered.id);
  const wanted = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // A page that has arrived brings what lies beyond its neighbours.
  useEffect(() => {
    setLine((old) => mergeLines(old, rendered, { before, after }));
    if (wanted.current === undefined) setShownId(rendered.id);
    else if (wanted.current === rendered.id) wanted.current = undefined;
  }, [rendered, before, after]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const at = line.findIndex(({ id }) => id === shownId);
  const shown = shownId === rendered.id ? rendered : (line[at] ?? rendered);
  const around = useMemo(
    () => line.filter((_, index) => index !== at && Math.abs(index - at) <= PRELOADED),
    [line, at],
  );
  useEffect(() => {
    for (const image of around) preload(image);
  }, [around]);

  function step(by: -1 | 1): boolean {
    const target = line[at + by];
    if (!target) return false;
    wanted.current = target.id;
    setShownId(target.id);
    clearTimeout(timer.current);
    // Leafing through leaves no trail: Back leads to the gallery, not through every picture seen.
    timer.current = setTimeout(() => router.replace(`/images/${target.id}${suffix}`, { scroll: false }), SETTLE_MS);
    return true;
  }

  return {
    shown,
    previous: line[at - 1],
    next: line[at + 1],
    step,
    stop: () => clearTimeout(timer.current),
    leaveOut: (id) => setLine((old) => old.filter((image) => image.id !== id)),
  };
}

/** What is known of the line with what a page says of its part. */
function mergeLines(
  old: ImageListItem[],
  rendered: ImageListItem,
  { before, after }: ImageNeighbours,
): ImageListItem[] {
  const part = [...before.toReversed(), rendered, ...after];
  const at = old.findIndex(({ id }) => id === rendered.id);
  if (at < 0) return part;
  return [...old.slice(0, Math.max(0, at - before.length)), ...part, ...old.slice(at + after.length + 1)];
}

const preloaded = new Set<string>();

function preload(image: ImageListItem): void {
  const sources = toViewerSources(image);
  if (!sources || preloaded.has(sources.src)) return;
  preloaded.add(sources.src);
  const picture = new Image();
  if (sources.srcSet) {
    picture.sizes = sources.sizes;
    picture.srcset = sources.srcSet;
  }
  picture.src = sources.src;
  // One that does not load says so when it is shown.
  picture.decode().catch(() => preloaded.delete(sources.src));
}
