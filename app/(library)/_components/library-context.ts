"use client";

import { createContext, useContext } from "react";
import type { GalleryStore } from "./gallery/list/gallery-store.ts";
import type { ListStores } from "./gallery/list/list-stores.ts";
import type { LateUploading } from "./upload/late-uploading.ts";
import type { UploadLimits } from "./upload/upload-limits.ts";

/** What every page of the library shares and what survives going from one to another. */
export interface Library {
  /** The id of the user whose library it is; undefined when signed out. */
  owner: string | undefined;
  /** What the list that is shown is filtered by, as the API takes it; the timeline by nothing. */
  filters: string;
  /** Of the timeline; within a list and its photos, of that list. */
  gallery: GalleryStore;
  /** Of the timeline, whatever list is shown. */
  timeline: GalleryStore;
  lists: ListStores;
  limits: UploadLimits;
  uploading: LateUploading;
}

export const LibraryContext = createContext<Library | undefined>(undefined);

export function useLibrary(): Library {
  const library = useContext(LibraryContext);
  if (!library) throw new Error("useLibrary needs a LibraryProvider around it");
  return library;
}
