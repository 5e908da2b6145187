"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import { loadWhenShown } from "../load-when-shown.tsx";
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
        waiting > 0 && <Waiting files={waiting} />
      )}
    </>
  );
}

/** Where the list of uploads will be. */
function Waiting({ files }: { files: number }) {
  const t = useTranslations("adding");
  return (
    <section
      aria-label={t("uploads")}
      className="fixed inset-x-2 bottom-(--above-foot) z-40 animate-rise rounded-2xl border border-line bg-surface px-4 py-3 shadow-float sm:right-5 sm:left-auto sm:w-96"
    >
      <h2 className="text-sm font-semibold">{t("filesWaiting", { count: files })}</h2>
      <p className="text-[0.8125rem] text-muted">{t("noConnection")}</p>
    </section>
  );
}
