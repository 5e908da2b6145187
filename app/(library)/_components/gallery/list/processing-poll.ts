import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { GalleryStore } from "./gallery-store.ts";

const FIRST_DELAY_MS = 600;
const LONGEST_DELAY_MS = 8_000;
const GROWTH = 1.4;
/** The most ids that POST /api/images/lookup takes. */
const MOST_IDS = 100;

type Lookup = (ids: string[], signal: AbortSignal) => Promise<ImageListItem[]>;

/**
 * Asks what became of the images still being processed, and for the URLs of pictures that did not load, in one request
 * at a time, ever more slowly while nothing changes, and not at all while the tab is hidden or nothing is to be asked.
 * Returns the function that stops it.
 */
export function startProcessingPoll(store: GalleryStore, lookup: Lookup): () => void {
  const stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let delay = FIRST_DELAY_MS;
  let arrivals = 0;

  function schedule(): void {
    if (timer !== undefined || isAsking || document.hidden || stopping.signal.aborted) return;
    if (!store.hasPending()) return;
    timer = setTimeout(ask, delay);
  }

  async function ask(): Promise<void> {
    timer = undefined;
    const ids = store.takePending(MOST_IDS);
    // What they became may have come with the list meanwhile.
    if (ids.length === 0) return;
    isAsking = true;
    delay = Math.min(LONGEST_DELAY_MS, delay * GROWTH);
    try {
      const views = await lookup(ids, stopping.signal);
      const found = new Set(views.map((view) => view.id));
      const gone = ids.filter((id) => !found.has(id));
      const changed = views.filter((view) => view.status !== store.find(view.id)?.status);
      if (changed.some((view) => view.status === "ready" || view.status === "failed")) delay = FIRST_DELAY_MS;
      // One that is ready is asked about only because its picture did not load: it gets URLs that are new, if any are.
      const settled = views.filter((view) => view.status === "ready" && !changed.includes(view));
      if (changed.length + settled.length > 0) store.update([...changed, ...settled]);
      if (gone.length > 0) store.hide(gone);
      store.confirmHidden(gone);
      store.stopAsking(gone);
    } catch {
      // No answer: the delay has grown, the next round asks again.
    }
    isAsking = false;
    schedule();
  }

  function noticeNewcomers(): void {
    if (store.pendingArrivals() !== arrivals) {
      arrivals = store.pendingArrivals();
      delay = FIRST_DELAY_MS;
      clearTimeout(timer);
      timer = undefined;
    }
    schedule();
  }

  function noticeVisibility(): void {
    clearTimeout(timer);
    timer = undefined;
    delay = FIRST_DELAY_MS;
    schedule();
  }

  const unsubscribe = store.subscribe(noticeNewcomers);
  document.addEventListener("visibilitychange", noticeVisibility);
  noticeNewcomers();
  return () => {
    stopping.abort();
    clearTimeout(timer);
    unsubscribe();
    document.removeEventListener("visibilitychange", noticeVisibility);
  };
}
