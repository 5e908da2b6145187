"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ApiError, callApi } from "#app/_components/call-api.ts";
import { callPatiently, waitForLibrary } from "#app/_components/download/try-again.ts";
import type { ZipPhoto } from "#app/_components/download/zip-photos.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import { type ListPage, listPages } from "#lib/exports/list-pages.ts";
import type { SharedImage } from "#lib/shares/shared-api.ts";

const PAGE = 200;

interface DownloadSharedProps {
  token: string;
  title: string;
  total: number;
}

/** Saves all photos of a share as one zip; without scripts it leads to the list of their files. */
export function DownloadShared({ token, title, total }: DownloadSharedProps) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("shared");
  const [isBusy, setBusy] = useState(false);
  const icon = <Download className="size-4" aria-hidden="true" />;

  async function download(): Promise<void> {
    setBusy(true);
    try {
      const { downloadZip } = await import("#app/_components/download/download-zip.ts");
      const hasEnded = () => isOver(token);
      await downloadZip({ name: title, total, photos: (signal) => listPhotos(token, signal), hasEnded });
    } catch {
      // The scripts of an older version are gone: the list of files needs none.
      window.location.assign(`/s/${token}?files=1`);
    } finally {
      setBusy(false);
    }
  }

  if (!isInteractive) {
    return (
      // At the right, where it would move as its words come: it is shown as a whole.
      <a
        href={`/s/${token}?files=1`}
        className={buttonClass("secondary", "medium", "not-has-[[data-whole]]:invisible")}
      >
        {icon}
        {t("downloadAll")}
        <span data-whole="" hidden />
      </a>
    );
  }
  return (
    <button type="button" className={buttonClass()} disabled={isBusy} onClick={() => void download()}>
      {icon}
      {t("downloadAll")}
    </button>
  );
}

/** Whether the link shows nothing any more. */
async function isOver(token: string): Promise<boolean> {
  const refusal = await callApi(`/api/shared/${token}`).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusal instanceof ApiError && refusal.status === 404;
}

async function* listPhotos(token: string, signal: AbortSignal): AsyncGenerator<ZipPhoto> {
  const seen = new Set<string>();
  const path = `/api/shared/${token}/images`;
  const getPage = (cursor: string | undefined) => {
    const after = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    return callPatiently<ListPage<SharedImage>>(`${path}?limit=${PAGE}${after}`, signal);
  };
  const images = listPages(getPage, () => waitForLibrary(signal));
  for await (const { id, fileName = browserTranslations("shared")("photo"), takenAt } of images) {
    if (seen.has(id)) continue;
    seen.add(id);
    yield { href: `${path}/${id}/download`, fileName, takenAt, folder: "" };
  }
}
