"use client";

import { type ComponentType, useEffect, useState, useSyncExternalStore } from "react";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import type { ImportDialogProps } from "./import-dialog.tsx";

/** Asks how an export is to come in, with a dialog that is fetched when one was chosen. */
export function ImportOffer() {
  const { imports } = useLibrary();
  const files = useSyncExternalStore(imports.subscribe, imports.snapshot, () => undefined);
  const [Dialog, setDialog] = useState<ComponentType<ImportDialogProps>>();

  useEffect(() => {
    if (!files || Dialog) return;
    import("./import-dialog.tsx").then(
      ({ ImportDialog }) => setDialog(() => ImportDialog),
      () => {
        toast.error(browserTranslations("imports")("readFailed"));
        imports.clear();
      },
    );
  }, [files, Dialog, imports]);

  return files && Dialog ? <Dialog files={files} /> : null;
}
