"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { buttonClass } from "#app/_components/button-class.ts";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";

/** Saves everything of the account as one zip. */
export function ExportButton({ total }: { total: number }) {
  const isInteractive = useIsInteractive();
  const [isBusy, setBusy] = useState(false);

  async function exportAll(): Promise<void> {
    setBusy(true);
    try {
      const { exportLibrary } = await import("./export-library.ts");
      await exportLibrary(total);
    } catch (error) {
      toast.error("Couldn't export", { description: toErrorMessage(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <button
      type="button"
      className={buttonClass()}
      disabled={!isInteractive || isBusy}
      onClick={() => void exportAll()}
    >
      <Download className="size-4" aria-hidden="true" />
      Export everything
    </button>
  );
}
