import { callApi } from "#app/_components/call-api.ts";
import type { TimelineCounts } from "./gallery-snapshot.ts";
import type { GalleryStore } from "./gallery-store.ts";

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 60_000;
const GROWTH = 1.5;

/**
 * Asks whether the list has changed, by other tabs and devices too: often while it does, ever less while it does not,
 * and not at all while the tab is hidden. Returns the function that stops it.
 */
export function startTimelinePoll(gallery: GalleryStore, filters: string): () => void {
  const stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY_MS;

  function schedule(): void {
    clearTimeout(timer);
    if (!document.hidden && !stopping.signal.aborted) timer = setTimeout(ask, delay);
  }

  async function ask(): Promise<void> {
    try {
      const before = gallery.snapshot().version;
      const counts = await callApi<TimelineCounts>(`/api/timeline?${filters}`, {
        signal: stopping.signal,
        isRevalidated: true,
      });
      if (counts.version !== undefined) gallery.recount(counts);
      const isNew = gallery.snapshot().version !== before;
      delay = isNew ? FIRST_DELAY_MS : Math.min(LONGEST_DELAY_MS, delay * GROWTH);
    } catch {
      delay = Math.min(LONGEST_DELAY_MS, delay * GROWTH);
    }
    schedule();
  }

  function onVisibility(): void {
    delay = FIRST_DELAY_MS;
    if (document.hidden) clearTimeout(timer);
    else void ask();
  }

  // Until counts have come, places are guesses.
  const unsubscribe = gallery.subscribe(() => {
    if (gallery.isCounted() || delay === FIRST_DELAY_MS) return;
    delay = FIRST_DELAY_MS;
    schedule();
  });
  document.addEventListener("visibilitychange", onVisibility);
  schedule();
  return () => {
    stopping.abort();
    clearTimeout(timer);
    unsubscribe();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
