"use client";

import { createContext, useContext } from "react";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import type { GalleryStore } from "./gallery/gallery-store.ts";
import type { ListStores } from "./gallery/list-stores.ts";
import type { ImportOffers } from "./upload/import-offers.ts";
import type { ChosenFile } from "./upload/read-dropped-files.ts";
import type { UploadLimits } from "./upload/upload-limits.ts";
import type { UploadStore } from "./upload/upload-store.ts";

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
  uploads: UploadStore;
  limits: UploadLimits;
  /** Begins to upload, or offers to import; files that are refused or left out are listed with the reason. */
  uploadFiles(files: ChosenFile[]): void;
  /** Exports that were chosen and are not imported yet. */
  imports: ImportOffers;
  /** Uploads what a plan says, and describes it once it is there. */
  importPlanned(plan: ImportPlan, words: WordsOptions): void;
  /** Whether chosen files are still looked at, or photos of an export are being sent or described. */
  isImporting(): boolean;
  cancelUploads(keys: readonly string[]): void;
  /** Cancels whatever is to be sent, also what was chosen and is still looked at. */
  cancelAllUploads(): void;
  /** Fires with the next cancelling of all. */
  cancelSignal(): AbortSignal;
  retryUploads(keys: readonly string[]): void;
}

export const LibraryContext = createContext<Library | undefined>(undefined);

export function useLibrary(): Library {
  const library = useContext(LibraryContext);
  if (!library) throw new Error("useLibrary needs a LibraryProvider around it");
  return library;
}
