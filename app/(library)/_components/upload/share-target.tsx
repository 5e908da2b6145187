"use client";

import { useEffect } from "react";
import { toast } from "sonner";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";

const LOST = "shared=lost";

/** Offers to upload what a phone shared with Skylight. It asks, since any web page can send a form like the phone's. */
export function ShareTarget() {
  const { uploadFiles } = useLibrary();
  useEffect(() => {
    if (window.location.search.includes(LOST)) {
      window.history.replaceState(window.history.state, "", window.location.pathname);
      const t = browserTranslations("upload");
      toast.error(t("sharedLost"), { description: t("sharedLostHelp") });
    }
    const begin = async () => {
      const { startShareTarget, takeSharedFiles } = await import("./shared-files.ts");
      const files = await takeSharedFiles();
      if (files.length > 0) {
        const t = browserTranslations("upload");
        toast(t("sharedHere", { count: files.length }), {
          duration: Number.POSITIVE_INFINITY,
          action: { label: t("upload"), onClick: () => uploadFiles(files) },
          cancel: { label: t("discard"), onClick: () => undefined },
        });
      }
      await startShareTarget();
    };
    begin().catch(() => undefined);
  }, [uploadFiles]);
  return null;
}
