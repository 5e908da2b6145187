import { createContext, useContext } from "react";
import type { Uploading } from "./uploading.ts";

export const UploadingContext = createContext<Uploading | undefined>(undefined);

/** The uploads of this tab, for what is fetched with them. */
export function useUploading(): Uploading {
  const uploading = useContext(UploadingContext);
  if (!uploading) throw new Error("useUploading needs an UploadLayer around it");
  return uploading;
}
