"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useLibrary } from "../library-context.ts";
import { loadWhenShown } from "../load-when-shown.tsx";
import { mayHavePendingFiles } from "./kept-in-browser.ts";
import type { PendingFile } from "./pending-files.ts";
import type { FoundFile } from "./resume-uploads.ts";
import { emptySnapshot } from "./upload-store.ts";
import { useUploading } from "./uploading-context.ts";

const ResumeOffer = loadWhenShown(() =>
  withLateMessages(() => import("./resume-offer.tsx")).then((offer) => offer.ResumeOffer),
);

/** Goes on with the uploads of a tab that was reloaded or closed: alone where the browser can, else after asking. */
export function UnfinishedUploads() {
  const { owner } = useLibrary();
  const { uploads, uploadFiles, cancelSignal } = useUploading();
  const [files, setFiles] = useState<PendingFile[]>([]);
  const hasRows = useSyncExternalStore(
    uploads.subscribe,
    () => uploads.snapshot().total > 0,
    () => emptySnapshot.total > 0,
  );
  useEffect(() => {
    if (owner === undefined) return;
    let isGone = false;
    const look = async () => {
      if (!(await mayHavePendingFiles())) return;
      const { readAbandonedFiles } = await import("./pending-files.ts");
      const found = await readAbandonedFiles(owner);
      if (found.length === 0 || isGone) return;
      const { areReadable, leaveOut, readAgain, resume } = await import("./resume-uploads.ts");
      if (!(await areReadable(found))) return setFiles(found);
      const all: FoundFile[] = [];
      const cancelled = cancelSignal();
      for await (const read of readAgain(found)) {
        if (cancelled.aborted) break;
        all.push(...read);
        await resume(read, uploadFiles);
      }
      setFiles(leaveOut(found, all));
    };
    look().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [owner, uploadFiles, cancelSignal]);
  if (files.length === 0 || hasRows) return null;
  return <ResumeOffer files={files} onLeft={setFiles} />;
}
