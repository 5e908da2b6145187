"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { FOLDERS, type Folders } from "#lib/exports/export-folders.ts";
import { useBusy } from "../../../_components/use-busy.ts";

const words = { month: "foldersByMonth", album: "foldersByAlbum" } as const;

/** Saves everything of the account as one zip. */
export function ExportButton({ total }: { total: number }) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("account");
  const [folders, setFolders] = useState<Folders>("month");
  const [isBusy, begin] = useBusy(t("exportFailed"));

  async function exportAll(): Promise<void> {
    const { exportLibrary } = await import("./export-library.ts");
    await exportLibrary(total, folders);
  }

  return (
    <div className="flex flex-wrap items-center gap-3">
      <button
        type="button"
        className={buttonClass()}
        disabled={!isInteractive || isBusy}
        onClick={() => begin(exportAll)}
      >
        <Download className="size-4" aria-hidden="true" />
        {t("exportAll")}
      </button>
      <select
        aria-label={t("folders")}
        value={folders}
        disabled={!isInteractive || isBusy}
        onChange={({ target }) => setFolders(FOLDERS.find((one) => one === target.value) ?? "month")}
        className={`${inputClass} w-auto`}
      >
        {FOLDERS.map((one) => (
          <option key={one} value={one}>
            {t(words[one])}
          </option>
        ))}
      </select>
    </div>
  );
}
