"use client";

import { toast } from "sonner";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { countPhotos, formatCount } from "#app/_components/format-count.ts";
import { toFileName } from "#lib/exports/archive-paths.ts";
import { chooseTarget } from "./save-zip.ts";
import { type ZipContents, zipPhotos } from "./zip-photos.ts";

interface ZipDownload extends Pick<ZipContents, "addTexts"> {
  /** What the zip is called, without its ending. */
  name: string;
  /** How many photos there are, where that is known. */
  total: number | undefined;
  photos: (signal: AbortSignal) => ZipContents["photos"];
}

/** Saves photos as one zip, and tells in toasts how far it is and what was left out. Call it first thing after a press. */
export async function downloadZip({ name, total, photos, addTexts }: ZipDownload): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = { label: "Stop", onClick: () => stopping.abort() };
  let toastId: string | number | undefined;
  const onProgress = (done: number) => {
    const text = total === undefined ? countPhotos(done) : `${formatCount(done)} of ${countPhotos(total)}`;
    toastId = toast.loading(`${text} downloaded`, { id: toastId, action: stop });
  };
  try {
    const save = await chooseTarget(toFileName(name));
    if (!save) return;
    window.addEventListener("beforeunload", warn);
    onProgress(0);
    const zip = zipPhotos({ photos: photos(signal), signal, onProgress, ...(addTexts ? { addTexts } : {}) });
    await save(zip, signal);
    const [first] = zip.failures;
    if (first) {
      const description = `“Not downloaded.txt” in the zip names them. ${first.fileName}: ${first.reason}`;
      toast.error(`${countPhotos(zip.failures.length)} could not be downloaded`, { description });
    } else toast.success(`${name} downloaded`);
  } catch (error) {
    if (signal.aborted) toast("Download stopped");
    else toast.error("Couldn't download", { description: toErrorMessage(error) });
  } finally {
    // What was asked for ahead is not wanted any more.
    stopping.abort();
    window.removeEventListener("beforeunload", warn);
    if (toastId !== undefined) toast.dismiss(toastId);
  }
}

/** Leaving the page would end the download. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
