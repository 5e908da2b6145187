"use client";

import { useEffect } from "react";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import { mayHaveSharedFiles } from "./kept-in-browser.ts";
import type { ChosenFile } from "./read-dropped-files.ts";

const LOST = "shared=lost";
const WORKER_PATH = "/share-target-worker.js";

/** Offers to upload what a phone shared with Skylight. It asks, since any web page can send a form like the phone's. */
export function ShareTarget() {
  const { owner, uploading } = useLibrary();
  const { uploadFiles } = uploading;
  useEffect(() => {
    if (window.location.search.includes(LOST)) {
      window.history.replaceState(window.history.state, "", window.location.pathname);
      const t = browserTranslations("adding");
      toast.error(t("sharedLost"), { description: t("sharedLostHelp") });
    }
    const begin = async () => {
      if (owner === undefined) return;
      if (await mayHaveSharedFiles()) await offer(owner, uploadFiles);
      // The browser takes what is shared from now on. Where it cannot, sharing says so.
      if (!navigator.serviceWorker) return;
      await navigator.serviceWorker.register(WORKER_PATH);
      // What the worker shows while the server cannot be reached.
      const { keepOfflinePage } = await import("../keep-offline-page.ts");
      await keepOfflinePage();
    };
    begin().catch(() => undefined);
  }, [owner, uploadFiles]);
  return null;
}

async function offer(owner: string, uploadFiles: (files: ChosenFile[]) => void): Promise<void> {
  const { readSharedFiles, takeSharedFiles } = await import("./shared-files.ts");
  const files = await readSharedFiles(owner);
  if (files.length === 0) return;
  const upload = async () => {
    const taken = await takeSharedFiles(files);
    if (taken.length > 0) uploadFiles(taken);
  };
  const t = browserTranslations("adding");
  toast(t("sharedHere", { count: files.length }), {
    // Asked once, however often the page is drawn.
    id: "shared-files",
    duration: Number.POSITIVE_INFINITY,
    action: { label: t("upload"), onClick: () => void upload() },
    cancel: { label: t("discard"), onClick: () => void takeSharedFiles(files) },
  });
}
