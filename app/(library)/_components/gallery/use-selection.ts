"use client";

import { useRef, useState } from "react";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { GalleryStore } from "./gallery-store.ts";

export interface Selection {
  /** By id; they stay selected when their tiles are far from the screen. */
  selected: ReadonlyMap<string, ImageListItem>;
  /** Adds or takes away one image, or all from the last one touched to this one. */
  toggle(id: string, isRange: boolean): void;
  clear(): void;
}

/** What is selected of a list; what has left the list is no longer selected. */
export function useSelection(gallery: GalleryStore): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ImageListItem>>(new Map());
  const anchor = useRef<string>(undefined);
  const selected = new Map([...chosen].filter(([id]) => !gallery.isHidden(id)));

  function toggle(id: string, isRange: boolean): void {
    const next = new Map(selected);
    const select = (one: string) => {
      const view = gallery.find(one);
      if (view) next.set(one, view);
    };
    const range = isRange && anchor.current !== undefined ? gallery.idsBetween(anchor.current, id) : [];
    if (range.length > 0) for (const one of range) select(one);
    else if (!next.delete(id)) select(id);
    anchor.current = id;
    setChosen(next);
  }

  return { selected, toggle, clear: () => setChosen(new Map()) };
}
