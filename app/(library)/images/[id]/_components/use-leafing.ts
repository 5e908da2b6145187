"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { ImageListItem, ImageNeighbours } from "#lib/library/image-list-api.ts";
import { isOffline } from "../../../_components/is-offline.ts";
import { mergeLines } from "./leafing-line.ts";
import { toViewerSources } from "./viewer-sources.ts";

/** Neighbours that the strip below the picture shows, on either side. */
const STRIP_REACH = 7;
/** Pictures that are fetched before they are asked for, on either side. */
const PRELOADED = 2;
/** The page of a picture is asked for when it has been looked at so long; leafing on quickly asks for none. */
const SETTLE_MS = 150;

export interface Leafing {
  /** Shown now; what the page was rendered for, or a neighbour that its page is still being fetched of. */
  shown: ImageListItem;
  previous: ImageListItem | undefined;
  next: ImageListItem | undefined;
  /** A few images in their order, with how far each is from the one shown; that one among them, at 0. */
  around: readonly { image: ImageListItem; offset: number }[];
  /** Shows an image of the line. */
  goTo(id: string): void;
  /** Shows the previous (-1) or next (1) image. Returns whether there is one. */
  step(by: -1 | 1): boolean;
  /** Shows an image in the line as it is now. */
  replace(image: ImageListItem): void;
  /** Takes an image that is gone out of the line. */
  leaveOut(id: string): void;
  /** Asks for no page any more: whoever leaves right after a step is not called back. */
  stop(): void;
}

/**
 * What is being leafed to. Each page that arrives brings a viewer of its own, which reads this before the one that it
 * replaces forgets it, and goes on from there.
 */
let leafedTo: { id: string; line: ImageListItem[] } | undefined;

/** Leads from the image of the page to its neighbours at once; their pages follow, with what `suffix` says of the list. */
export function useLeafing(rendered: ImageListItem, { before, after }: ImageNeighbours, suffix: string): Leafing {
  const router = useRouter();
  const [line, setLine] = useState(() => mergeLines(leafedTo?.line ?? [], rendered, { before, after }));
  const [shownId, setShownId] = useState(() => findInLine(line, leafedTo?.id) ?? rendered.id);
  const wanted = useRef(shownId === rendered.id ? undefined : shownId);
  const gone = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // A page that has arrived brings what lies beyond its neighbours.
  useEffect(() => {
    setLine((old) => mergeLines(old, rendered, { before, after }));
    if (wanted.current === undefined) setShownId(rendered.id);
    else if (wanted.current === rendered.id) wanted.current = undefined;
  }, [rendered, before, after]);
  const goOn = useEffectEvent(() => {
    if (wanted.current !== undefined) settleOn(wanted.current);
  });
  useEffect(() => {
    const onOnline = () => goOn();
    goOn();
    window.addEventListener("online", onOnline);
    return () => {
      window.removeEventListener("online", onOnline);
      clearTimeout(timer.current);
      leafedTo = undefined;
    };
  }, []);

  const at = line.findIndex(({ id }) => id === shownId);
  const shown = shownId === rendered.id ? rendered : (line[at] ?? rendered);
  const around = useMemo(
    () =>
      line
        .map((image, index) => ({ image, offset: index - at }))
        .filter(({ offset }) => at >= 0 && Math.abs(offset) <= STRIP_REACH),
    [line, at],
  );
  useEffect(() => {
    for (const { image, offset } of around) if (offset !== 0 && Math.abs(offset) <= PRELOADED) preload(image);
  }, [around]);

  function step(by: -1 | 1): boolean {
    const target = line[at + by];
    if (target) goTo(target.id);
    return target !== undefined;
  }

  function goTo(id: string): void {
    setShownId(id);
    settleOn(id);
  }

  function settleOn(id: string): void {
    wanted.current = id;
    leafedTo = { id, line: line.filter((image) => !gone.current.has(image.id)) };
    clearTimeout(timer.current);
    // Leafing through leaves no trail: Back leads to the gallery, not through every picture seen.
    timer.current = setTimeout(() => {
      // Without a network the browser would replace the app by a page of its own.
      if (!isOffline()) router.replace(`/images/${id}${suffix}`, { scroll: false });
    }, SETTLE_MS);
  }

  return {
    shown,
    previous: line[at - 1],
    next: line[at + 1],
    around,
    goTo,
    step,
    replace: (image) => setLine((old) => old.map((one) => (one.id === image.id ? image : one))),
    leaveOut: (id) => {
      gone.current.add(id);
      setLine((old) => old.filter((image) => image.id !== id));
    },
    stop: () => clearTimeout(timer.current),
  };
}

function findInLine(line: ImageListItem[], id: string | undefined): string | undefined {
  return line.find((image) => image.id === id)?.id;
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
