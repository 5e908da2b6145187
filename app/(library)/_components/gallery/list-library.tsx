"use client";

import { type ReactNode, useEffect, useMemo, useState } from "react";
import { LibraryContext, useLibrary } from "../library-context.ts";
import { lookUpImages } from "../look-up-images.ts";
import { createGalleryStore } from "./list/gallery-store.ts";
import { startProcessingPoll } from "./list/processing-poll.ts";
import { sortOf } from "./tile/image-time.ts";

interface ListLibraryProps {
  /** As the API takes them; the timeline without any. */
  filters: string;
  /** When the server rendered the list, milliseconds; absent around one of its photos. */
  renderedAt?: number;
  children: ReactNode;
}

/** Provides its children with the store of a list, the kept one when the user returns from a photo. */
export function ListLibrary({ filters, renderedAt, children }: ListLibraryProps) {
  const library = useLibrary();
  const { lists, uploading } = library;
  const [list, setList] = useState(openList);
  // Another list has a store of its own.
  const { gallery } = list.filters === filters ? list : changeList();

  function openList() {
    const kept = lists.find(filters);
    const isCurrent = kept && (renderedAt === undefined || kept.isReturnedTo(renderedAt));
    return { filters, gallery: isCurrent ? kept : createGalleryStore(sortOf(filters)) };
  }

  function changeList() {
    const opened = openList();
    setList(opened);
    return opened;
  }

  useEffect(() => lists.keep(filters, gallery), [lists, filters, gallery]);
  // What is being uploaded may belong here. That the code of uploads has come, with the first press, says nothing of it.
  useEffect(() => {
    if (filters === "") return;
    return uploading.subscribe(() => {
      if (uploading.loaded()?.uploads.snapshot().total) gallery.doubtCounts();
    });
  }, [filters, uploading, gallery]);
  // That of the timeline is followed anyway.
  useEffect(() => (filters === "" ? undefined : startProcessingPoll(gallery, lookUpImages)), [filters, gallery]);
  const value = useMemo(() => ({ ...library, filters, gallery }), [library, filters, gallery]);
  return <LibraryContext value={value}>{children}</LibraryContext>;
}
