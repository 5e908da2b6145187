"use client";

import { type ReactNode, useEffect, useMemo, useState } from "react";
import { LibraryContext, useLibrary } from "../library-context.ts";
import { Gallery, type GalleryProps } from "./gallery.tsx";
import { createGalleryStore } from "./gallery-store.ts";
import { sortOf } from "./image-time.ts";

interface FilteredGalleryProps extends GalleryProps {
  filters: string;
  empty: ReactNode;
  /** Stands above it and can ask for the same store. */
  head?: ReactNode;
}

/** The photos that match, with a store of their own: what they are does not mix with the timeline. */
export function FilteredGallery({ head, ...props }: FilteredGalleryProps) {
  const library = useLibrary();
  const [gallery] = useState(() => createGalleryStore(sortOf(props.filters)));
  // What is being uploaded may belong here.
  useEffect(() => library.uploads.subscribe(gallery.doubtCounts), [library, gallery]);
  const value = useMemo(() => ({ ...library, gallery }), [library, gallery]);
  return (
    <LibraryContext value={value}>
      {head}
      <Gallery {...props} />
    </LibraryContext>
  );
}
