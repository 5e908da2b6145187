"use client";

import { Download } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useBusy } from "../../../_components/use-busy.ts";

/** Saves everything of the account as one zip. */
export function ExportButton({ total }: { total: number }) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("account");
  const [isBusy, begin] = useBusy(t("exportFailed"));

  async function exportAll(): Promise<void> {
    const { exportLibrary } = await import("./export-library.ts");
    await exportLibrary(total);
  }

  return (
    <button
      type="button"
      className={buttonClass()}
      disabled={!isInteractive || isBusy}
      onClick={() => begin(exportAll)}
    >
      <Download className="size-4" aria-hidden="true" />
      {t("exportAll")}
    </button>
  );
}
