"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import { loadWhenShown } from "../load-when-shown.tsx";
import { CornerCard } from "./corner-card.tsx";
import { mayHavePendingFiles } from "./kept-in-browser.ts";

const UploadLayer = loadWhenShown(() =>
  withLateMessages(() => import("./upload-layer.tsx")).then((layer) => layer.UploadLayer),
);

/** What is seen of uploads, fetched with the first file or where some were left by another visit. */
export function LateUploadLayer() {
  const { owner, uploading } = useLibrary();
  const [status, setStatus] = useState<HTMLElement | null>(null);
  const loaded = useSyncExternalStore(uploading.subscribe, uploading.loaded, () => undefined);
  const waiting = useSyncExternalStore(uploading.subscribe, uploading.countWaiting, () => 0);
  useEffect(() => {
    if (owner === undefined) return;
    const look = async () => {
      if (await mayHavePendingFiles()) await uploading.load();
    };
    look().catch(() => undefined);
  }, [owner, uploading]);
  return (
    <>
      {/* Stands in the page before anything happens, so that screen readers notice what changes in it. */}
      <p role="status" className="sr-only" ref={setStatus} />
      {loaded && status ? (
        <UploadLayer uploading={loaded} status={status} />
      ) : (
        status && waiting > 0 && <Waiting files={waiting} status={status} />
      )}
    </>
  );
}

/** Where the list of uploads will be; `status` says so to screen readers. */
function Waiting({ files, status }: { files: number; status: HTMLElement }) {
  const t = useTranslations("adding");
  const [count, reason] = [t("filesWaiting", { count: files }), t("noConnection")];
  return (
    <CornerCard label={t("uploads")} className="px-4 py-3">
      {createPortal(`${count}. ${reason}.`, status)}
      <h2 className="text-sm font-semibold">{count}</h2>
      <p className="text-[0.8125rem] text-muted">{reason}</p>
    </CornerCard>
  );
}
