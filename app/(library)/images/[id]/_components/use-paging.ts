"use client";

import { usePathname } from "next/navigation";
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { ImageInList, ImageNeighbours } from "#lib/library/view-image-api.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { useIsOffline } from "../../../_components/offline-notice.tsx";
import { createLeafingAhead } from "./page-ahead.ts";
import { growLine, mergeLines } from "./page-queue.ts";
import { usePreloading } from "./use-preloading.ts";

/** Neighbours that the strip below the picture shows, on either side. */
const STRIP_REACH = 7;
/** What is known of a photo is asked for when it has been looked at so long; leafing on quickly asks for nothing. */
const SETTLE_MS = 150;

export interface Leafing {
  /** Shown now. */
  shown: ImageListItem;
  /** The newest that the server told, of the image shown or still of the one before. */
  told: ImageInList;
  /** Why the details of the current image could not be loaded. */
  problem: string | undefined;
  previous: ImageListItem | undefined;
  next: ImageListItem | undefined;
  /** A few images in their order, with how far each is from the one shown; that one among them, at 0. */
  around: readonly { image: ImageListItem; offset: number }[];
  /** Shows an image of the line. */
  goTo(id: string): void;
  /** Shows the previous (-1) or next (1) image. Returns whether there is one. */
  step(by: -1 | 1): boolean;
  /**
   * As `step`, and where what follows is not known yet, it is shown as soon as it is, however many presses there were.
   */
  press(by: -1 | 1, isHeld: boolean): void;
  /** Shows an image in the line as it is now. */
  replace(image: ImageListItem): void;
  /** Resolves to the next image, loading what is not known yet. */
  loadNext(): Promise<ImageListItem | undefined>;
  /** Takes an image that goes out of the line, also where the server does not know it yet. */
  leaveOut(id: string): void;
  /** Brings it back into the line. */
  takeBack(id: string): void;
  /** Loads the details of the current image again. */
  reload(): void;
  /** Whether an image is still shown; not once the viewer has been left. */
  isShown(id: string): boolean;
  /** Notes that the page is left: the address is no longer updated. */
  stop(): void;
}

/**
 * Leads from the image of the page to its neighbours at once; the address and what is known of them follow. The page
 * stays the same, so that nothing of the viewer begins anew. `suffix` is what the address says of the list.
 */
export function usePaging(rendered: ImageInList, suffix: string): Leafing {
  const { gallery } = useLibrary();
  const isOffline = useIsOffline();
  const [told, setTold] = useState(rendered);
  const [line, setLine] = useState<ImageListItem[]>(() => mergeLines([], rendered.image, rendered.neighbours));
  // Whoever comes back through the history finds the page of the photo that it began with.
  const [shownId, setShownId] = useState(usePathname().split("/").at(-1) ?? rendered.image.id);
  const [problem, setProblem] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const loading = useRef<AbortController>(undefined);
  const gone = useRef(new Set<string>());
  /** For whoever waited for the server; undefined once the viewer has been left. */
  const shownNow = useRef<string>(undefined);
  useLayoutEffect(() => {
    shownNow.current = shownId;
    return () => {
      shownNow.current = undefined;
    };
  }, [shownId]);

  function take(news: ImageInList): void {
    setTold(news);
    // What lies beyond the neighbours known.
    setLine((old) => mergeLines(old, news.image, without(gone.current, news.neighbours)));
  }

  function isThere({ id }: ImageListItem): boolean {
    return !gone.current.has(id);
  }

  function reload(): void {
    if (shownNow.current !== undefined) void load(shownNow.current);
  }

  async function load(id: string): Promise<ImageInList | undefined> {
    loading.current?.abort();
    loading.current = new AbortController();
    const { signal } = loading.current;
    setProblem(undefined);
    try {
      const news = await callApi<ImageInList>(`/api/images/${id}/view${suffix}`, { signal });
      gallery.update([news.image]);
      take(news);
      return news;
    } catch (error) {
      if (!signal.aborted) setProblem(toErrorMessage(error));
      return undefined;
    }
  }

  const takeRendered = useEffectEvent((page: ImageInList) => {
    // Another page of the viewer has come, though one was left.
    shownNow.current = shownId;
    take(page);
    if (!gallery.updateOnce(page.image) || page.image.id !== shownId) void load(shownId);
  });
  useEffect(() => takeRendered(rendered), [rendered]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      loading.current?.abort();
    },
    [],
  );
  const loadMissing = useEffectEvent(() => {
    if (told.image.id !== shownId) void load(shownId);
  });
  useEffect(() => {
    if (!isOffline) loadMissing();
  }, [isOffline]);

  const at = line.findIndex(({ id }) => id === shownId);
  const shown = line[at] ?? told.image;
  const around = useMemo(
    () =>
      line
        .map((image, index) => ({ image, offset: index - at }))
        .filter(({ offset }) => at >= 0 && Math.abs(offset) <= STRIP_REACH),
    [line, at],
  );
  usePreloading(around);

  // Unlike what is asked about the photo shown, this goes on while one leafs on.
  const ahead = useMemo(
    () =>
      createLeafingAhead(
        (endId) => callApi<ImageInList>(`/api/images/${endId}/view${suffix}`),
        ({ image, neighbours }) => setLine((old) => growLine(old, image, without(gone.current, neighbours))),
      ),
    [suffix],
  );
  const followPresses = useEffectEvent(() => {
    const to = ahead.follow(line, at);
    const target = to === undefined ? undefined : line[to];
    if (target) show(target.id);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever more is known
  useEffect(() => followPresses(), [line]);

  function goTo(id: string): void {
    ahead.forget();
    show(id);
  }

  function step(by: -1 | 1): boolean {
    const target = line[at + by];
    if (!target) return false;
    goTo(target.id);
    ahead.look(line, at + by, by);
    return true;
  }

  function show(id: string): void {
    setShownId(id);
    setProblem(undefined);
    loading.current?.abort();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void settle(id), SETTLE_MS);
  }

  function settle(id: string): Promise<ImageInList | undefined> {
    clearTimeout(timer.current);
    // Leafing through leaves no trail: Back leads to the gallery, not through every picture seen.
    window.history.replaceState(null, "", `/images/${id}${suffix}`);
    return load(id);
  }

  return {
    shown,
    told,
    problem,
    previous: line[at - 1],
    next: line[at + 1],
    around,
    goTo,
    step,
    press(by, isHeld) {
      // A key that is held has ended by the time that an answer comes.
      if (!step(by) && !isHeld) ahead.owe(line, at, by);
    },
    async loadNext() {
      const isKnown = line[at + 1] !== undefined || told.image.id === shownId;
      return isKnown ? line[at + 1] : (await settle(shownId))?.neighbours.after.find(isThere);
    },
    replace: (image) => setLine((old) => old.map((one) => (one.id === image.id ? image : one))),
    leaveOut(id) {
      gone.current.add(id);
      setLine((old) => old.filter(isThere));
    },
    takeBack(id) {
      if (gone.current.delete(id)) reload();
    },
    reload,
    isShown: (id) => shownNow.current === id,
    stop() {
      ahead.forget();
      clearTimeout(timer.current);
      shownNow.current = undefined;
    },
  };
}

function without(gone: ReadonlySet<string>, { before, after }: ImageNeighbours): ImageNeighbours {
  const isThere = ({ id }: ImageListItem) => !gone.has(id);
  return { before: before.filter(isThere), after: after.filter(isThere) };
}
