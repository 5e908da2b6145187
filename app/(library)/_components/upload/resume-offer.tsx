"use client";

import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { CornerCard } from "./corner-card.tsx";
import { forgetFiles, type PendingFile } from "./pending-files.ts";
import { type FoundFile, hasHandles, leaveOut, matchFiles, readAgain, resume } from "./resume-uploads.ts";
import { useUploading } from "./uploading-context.ts";

interface ResumeOfferProps {
  files: PendingFile[];
  /** Those that are still to be uploaded after what was done. */
  onLeft: (files: PendingFile[]) => void;
}

/** Offers to go on with uploads that a reload has ended. */
export function ResumeOffer({ files, onLeft }: ResumeOfferProps) {
  const { uploadFiles, cancelSignal } = useUploading();
  const t = useTranslations("upload");
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const isFolder = files.some(({ path }) => path.includes("/"));
  useEffect(() => {
    // React knows no attribute for choosing folders.
    if (input.current) input.current.webkitdirectory = isFolder;
  }, [isFolder]);

  async function upload(portions: AsyncIterable<FoundFile[]> | FoundFile[][]): Promise<void> {
    const all: FoundFile[] = [];
    const cancelled = cancelSignal();
    for await (const found of portions) {
      if (cancelled.aborted) break;
      all.push(...found);
      await resume(found, uploadFiles);
    }
    if (all.length === 0 && !cancelled.aborted) toast.error(t("noneMissing"));
    onLeft(leaveOut(files, all));
  }

  async function discard(): Promise<void> {
    onLeft([]);
    await forgetFiles(files.map(({ id }) => id)).catch(() => undefined);
  }

  function onChoose({ target }: ChangeEvent<HTMLInputElement>): void {
    const chosen = [...(target.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    void upload([matchFiles(files, chosen)]);
    target.value = "";
  }

  return (
    <CornerCard label={t("unfinished")} className="p-4">
      <h2 className="text-sm font-semibold">{t("left", { count: files.length })}</h2>
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        {hasHandles(files) ? t("leftHelp") : t(isFolder ? "leftFolderHelp" : "leftFilesHelp")}
      </p>
      <div className="mt-3 flex justify-end gap-2">
        <button type="button" className={buttonClass("quiet", "small")} onClick={() => void discard()}>
          {t("discard")}
        </button>
        {hasHandles(files) ? (
          <button
            type="button"
            className={buttonClass("primary", "small")}
            disabled={isBusy}
            onClick={() => {
              setBusy(true);
              void upload(readAgain(files)).finally(() => setBusy(false));
            }}
          >
            {t("continue")}
          </button>
        ) : (
          <button type="button" className={buttonClass("primary", "small")} onClick={() => input.current?.click()}>
            {t(isFolder ? "folderAgain" : "filesAgain")}
          </button>
        )}
      </div>
      <input ref={input} type="file" multiple hidden onChange={onChoose} aria-label={t("missing")} />
    </CornerCard>
  );
}
