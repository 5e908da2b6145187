"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { downloadAll } from "./download-photos.ts";

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
  const [isBusy, setBusy] = useState(false);

  async function download(): Promise<void> {
    setBusy(true);
    try {
      await downloadAll({ ...list, total, isByMonth });
    } catch (error) {
      toast.error("Couldn't download", { description: toErrorMessage(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <button
      type="button"
      className={className}
      disabled={!isInteractive || isBusy || total === 0}
      onClick={() => void download()}
    >
      <Download className="size-4" aria-hidden="true" />
      Download all
    </button>
  );
}
