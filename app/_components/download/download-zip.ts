"use client";

import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { toFileName } from "#lib/exports/archive-paths.ts";
import { chooseTarget } from "./save-zip.ts";
import { type ZipContents, zipPhotos } from "./zip-photos.ts";

interface ZipDownload extends Pick<ZipContents, "addTexts" | "hasEnded"> {
  /** What the zip is called, without its ending. */
  name: string;
  /** How many photos there are, where that is known. */
  total: number | undefined;
  photos: (signal: AbortSignal) => ZipContents["photos"];
}

/**
 * Saves photos as one zip, and tells in toasts how far it is and what was left out. Call it first thing after a press.
 */
export async function downloadZip({ name, total, photos, addTexts, hasEnded }: ZipDownload): Promise<void> {
  const t = browserTranslations("download");
  const common = browserTranslations("common");
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = { label: t("stop"), onClick: () => stopping.abort() };
  let release = () => {};
  let toastId: string | number | undefined;
  const onProgress = (done: number) => {
    const text =
      total === undefined
        ? t("progressOpen", { photos: common("photos", { count: done }) })
        : t("progress", { done, photos: common("photos", { count: total }) });
    toastId = toast.loading(text, { id: toastId, action: stop });
  };
  try {
    const save = await chooseTarget(toFileName(name));
    if (!save) return;
    // Leaving the page would end the download.
    release = askBeforeLeaving();
    onProgress(0);
    const added = addTexts ? { addTexts } : {};
    const zip = zipPhotos({ photos: photos(signal), signal, hasEnded, onProgress, ...added });
    await save(zip, signal);
    const first = zip.isCut() ? zip.failures.at(-1) : zip.failures[0];
    if (first) {
      const description = t("listed", { list: t("list"), name: first.fileName, reason: first.reason });
      const said = zip.isCut() ? t("cut") : t("someFailed", { count: zip.failures.length });
      toast.error(said, { description });
    } else toast.success(t("done", { name }));
  } catch (error) {
    if (signal.aborted) toast(t("stopped"));
    else toast.error(t("failed"), { description: toErrorMessage(error) });
  } finally {
    // What was asked for ahead is not wanted any more.
    stopping.abort();
    release();
    if (toastId !== undefined) toast.dismiss(toastId);
  }
}
