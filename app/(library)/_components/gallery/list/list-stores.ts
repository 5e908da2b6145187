import type { GalleryStore } from "./gallery-store.ts";

/** The stores of recently viewed lists, for returning from a photo. */
export interface ListStores {
  /** The store of a list by its filters, as the API takes them; the timeline's without any. */
  find(filters: string): GalleryStore | undefined;
  keep(filters: string, gallery: GalleryStore): void;
  /** Notes that what this tab took out of view may be in the lists again, as after undoing or restoring. */
  forgetHidden(): void;
}

const MAX_KEPT = 5;

export function createListStores(timeline: GalleryStore): ListStores {
  const kept = new Map<string, GalleryStore>();
  return {
    find: (filters) => (filters === "" ? timeline : kept.get(filters)),
    keep(filters, gallery) {
      if (filters === "") return;
      kept.delete(filters);
      kept.set(filters, gallery);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    forgetHidden() {
      for (const gallery of [timeline, ...kept.values()]) gallery.forgetHidden();
    },
  };
}
