"use client";

import type { ReactNode } from "react";
import { Gallery, type GalleryProps } from "./gallery.tsx";
import { ListLibrary } from "./list-library.tsx";

interface FilteredGalleryProps extends GalleryProps {
  filters: string;
  empty: ReactNode;
  /** Stands above it and can ask for the same store. */
  head?: ReactNode;
}

/** The photos that match, with a store of their own: what they are does not mix with the timeline. */
export function FilteredGallery({ head, ...props }: FilteredGalleryProps) {
  return (
    <ListLibrary filters={props.filters} renderedAt={props.list.renderedAt}>
      {head}
      <Gallery key={props.filters} {...props} />
    </ListLibrary>
  );
}
