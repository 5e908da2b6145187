"use client";

import { type ReactNode, useMemo, useState } from "react";
import { LibraryContext, useLibrary } from "../library-context.ts";
import { Gallery } from "./gallery.tsx";
import { createGalleryStore } from "./gallery-store.ts";
import type { RenderedList } from "./rendered-list.ts";

interface FilteredGalleryProps {
  list: RenderedList;
  filters: string;
  empty: ReactNode;
  album?: { id: string; name: string };
}

/** The photos that match, with a store of their own: what they are does not mix with the timeline. */
export function FilteredGallery(props: FilteredGalleryProps) {
  const library = useLibrary();
  const [gallery] = useState(createGalleryStore);
  const value = useMemo(() => ({ ...library, gallery }), [library, gallery]);
  return (
    <LibraryContext value={value}>
      <Gallery {...props} />
    </LibraryContext>
  );
}
