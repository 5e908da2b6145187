"use client";

import { useSyncExternalStore } from "react";
import { useLibrary } from "../library-context.ts";
import { loadWhenShown } from "../load-when-shown.tsx";

const ImportDialog = loadWhenShown(() => import("./import-dialog.tsx").then((dialog) => dialog.ImportDialog));

/** Asks how an export is to come in, with a dialog that is fetched when one was chosen. */
export function ImportOffer() {
  const { imports } = useLibrary();
  const files = useSyncExternalStore(imports.subscribe, imports.snapshot, () => undefined);
  return files ? <ImportDialog files={files} /> : null;
}
