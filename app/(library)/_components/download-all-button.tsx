"use client";

import { Download } from "lucide-react";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { downloadAll } from "./download-photos.ts";
import { useBusy } from "./use-busy.ts";

interface DownloadAllButtonProps {
  /** What the zip is called. */
  name: string;
  /** How many photos there are, where that is known. */
  total?: number;
  /** What the list is filtered by, as the API takes it. */
  filters: string;
  /** Whether the zip has a folder for each month. */
  isByMonth?: boolean;
  className: string;
}

/** Saves all photos of a list as one zip. */
export function DownloadAllButton({ className, isByMonth = false, total, ...list }: DownloadAllButtonProps) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("library");
  const [isBusy, begin] = useBusy(t("downloadFailed"));

  return (
    <button
      type="button"
      className={className}
      disabled={!isInteractive || isBusy || total === 0}
      onClick={() => begin(() => downloadAll({ ...list, total, isByMonth }))}
    >
      <Download className="size-4" aria-hidden="true" />
      {t("downloadAll")}
    </button>
  );
}
