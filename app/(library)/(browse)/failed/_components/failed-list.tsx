"use client";

import { Download, RotateCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import pMap from "p-map";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { RETRY_CONCURRENCY } from "./retry-all.ts";

/** Files that failed, by the reason, and what can be done about them. */
export function FailedList({ images }: { images: ImageListItem[] }) {
  const router = useRouter();
  const t = useTranslations("failed");
  const reasons = useTranslations("failures");
  const actions = useImageActions();
  const isInteractive = useIsInteractive();
  const [isBusy, setBusy] = useState(false);
  const groups = Map.groupBy(images, ({ failure }) => (failure ? reasons(failure.code) : t("noReason")));

  async function run(act: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    await act();
    router.refresh();
    setBusy(false);
  }
  const trash = (files: ImageListItem[]) => void run(() => actions.trash(files, () => router.refresh()));
  const retry = (files: ImageListItem[]) =>
    void run(() => pMap(files, ({ id }) => actions.retry(id), { concurrency: RETRY_CONCURRENCY }));

  if (images.length === 0) {
    return (
      <p className="grid place-items-center rounded-2xl border border-dashed border-line py-20 text-muted">
        {t("none")}
      </p>
    );
  }
  const isDisabled = !isInteractive || isBusy;
  return [...groups].map(([reason, files]) => (
    <section key={reason} className="mb-6 rounded-2xl border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 basis-64 font-medium">{reason}</h2>
        {files[0]?.failure?.retryable && (
          <button
            type="button"
            disabled={isDisabled}
            className={buttonClass("secondary", "small")}
            onClick={() => retry(files)}
          >
            <RotateCw className="size-4" aria-hidden="true" />
            {t("retry", { count: files.length })}
          </button>
        )}
        <button
          type="button"
          disabled={isDisabled}
          className={buttonClass("dangerQuiet", "small")}
          onClick={() => trash(files)}
        >
          <Trash2 className="size-4" aria-hidden="true" />
          {t("delete", { count: files.length })}
        </button>
      </div>
      <ul>
        {files.map((file) => (
          <li key={file.id} className="flex items-center gap-1 border-b border-line py-1 pr-2 pl-4 last:border-0">
            <span className="min-w-0 flex-1 py-1">
              <span className="block truncate text-sm" title={file.fileName}>
                {file.fileName}
              </span>
              <span className="tabular block truncate text-xs text-muted">
                {formatBytes(file.bytes, t.locale)} · <LocalTime at={file.uploadedAt} />
              </span>
            </span>
            <button
              type="button"
              disabled={isDisabled}
              aria-label={t("downloadOne", { name: file.fileName })}
              className={buttonClass("quiet", "smallIcon")}
              onClick={() => void actions.download(file.id)}
            >
              <Download className="size-4" aria-hidden="true" />
            </button>
            <button
              type="button"
              disabled={isDisabled}
              aria-label={t("deleteOne", { name: file.fileName })}
              className={buttonClass("quiet", "smallIcon")}
              onClick={() => trash([file])}
            >
              <Trash2 className="size-4" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  ));
}
